/* Building and printing answers in JSON. */
#include "answer.h"

#include "clock.h"
#include "members.h"

/* jansson fails without memory, and for texts that are not UTF-8, which do not
 * get this far. */
static void
must(int failed)
{
    if (failed)
        abort();
}

json_t *
answer_object(void)
{
    json_t *object = json_object();

    if (!object)
        abort();
    return object;
}

json_t *
answer_new(void)
{
    json_t *answer = answer_object();

    answer_number(answer, "version", ANSWER_VERSION);
    return answer;
}

void
answer_text(json_t *object, const char *key, const char *text)
{
    must(json_object_set_new(
        object, key, text ? members_text(text) : json_null()));
}

void
answer_put(json_t *object, const char *key, json_t *value)
{
    must(json_object_set_new(object, key, value));
}

void
answer_number(json_t *object, const char *key, json_int_t number)
{
    must(json_object_set_new(object, key, json_integer(number)));
}

void
answer_flag(json_t *object, const char *key, bool flag)
{
    must(json_object_set_new(object, key, json_boolean(flag)));
}

void
answer_instant(json_t *object, const char *key, int64_t instant_ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format(text, instant_ms);
    answer_text(object, key, text);
}

json_t *
answer_list(json_t *object, const char *key)
{
    json_t *list = json_array();

    must(json_object_set_new(object, key, list));
    return list;
}

void
answer_item(json_t *list, json_t *item)
{
    must(json_array_append_new(list, item));
}

void
answer_print(json_t *answer, FILE *out)
{
    auto_(heap) char *text = json_dumps(answer, JSON_INDENT(2));

    if (!text)
        abort();
    fprintf(out, "%s\n", text);
    json_decref(answer);
}
