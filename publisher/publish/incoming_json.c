/* Pages of listings in JSON. */
#include "incoming_json.h"

#include <string.h>

/* Members in which platforms put the list; `data` is Meta's. */
static const char *const list_names[] = {"data", "templates", "result"};

static void
wrong(struct incoming *in, const char *place, struct mark at, const char *text)
{
    findings_add(&in->findings, "import-wrong", in->file, at, place, NULL,
        "%s%s%s", place, *place ? ": " : "", text);
}

/* {"error": {"message", "code"}}, Meta's; or {"error": "..."}. */
static bool
is_refusal(struct incoming *in, const json_t *page, const char *place)
{
    const json_t *error = json_object_get(page, "error");
    const json_t *message =
        json_is_string(error) ? error : json_object_get(error, "message");

    if (!json_is_string(message))
        return false;
    findings_add(&in->findings, "import-wrong", in->file, in->page, place,
        "fetch the listing again",
        "%s%sthe platform answered with an error: %.300s", place,
        *place ? ": " : "", json_string_value(message));
    return true;
}

static const json_t *
find_list(const json_t *page, const char **name)
{
    for (size_t i = 0; i < ARRAY_LEN(list_names); i++) {
        const json_t *found = json_object_get(page, list_names[i]);

        *name = list_names[i];
        if (json_is_array(found))
            return found;
    }
    return NULL;
}

static bool
looks_like_template(const json_t *value)
{
    return json_object_get(value, "name") ||
        json_object_get(value, "template_name");
}

static bool
read_list(struct incoming *in, incoming_read_fn *read, const json_t *list,
    const char *place)
{
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        const char *here = arena_printf(&in->arena, "%s/%zu", place, i);

        if (!json_is_object(item))
            wrong(in, here, in->page, "a template is expected here");
        else
            read(in, item, here);
    }
    return true;
}

/* An array of pages, or of templates. */
static bool
read_array(struct incoming *in, incoming_read_fn *read, const json_t *array,
    const char *place)
{
    const json_t *first = json_array_get(array, 0);
    const json_t *item;
    const char *name;
    bool ok = true;
    size_t i;

    if (!find_list(first, &name))
        return read_list(in, read, array, place);
    json_array_foreach(array, i, item)
    {
        const char *here = arena_printf(&in->arena, "%s/%zu", place, i);

        if (json_is_object(item))
            ok = incoming_page(in, read, item, here) && ok;
        else
            wrong(in, here, in->page, "a page is expected here");
    }
    return ok;
}

bool
incoming_page(struct incoming *in, incoming_read_fn *read, const json_t *page,
    const char *place)
{
    const char *name;

    if (json_is_array(page))
        return read_array(in, read, page, place);
    if (is_refusal(in, page, place))
        return false;
    const json_t *list = find_list(page, &name);
    if (list)
        return read_list(
            in, read, list, arena_printf(&in->arena, "%s/%s", place, name));
    /* One level more, as {"data": {"templates": [...]}}. */
    const json_t *inside = json_object_get(page, "data");
    if (json_is_object(inside) && find_list(inside, &name))
        return incoming_page(
            in, read, inside, arena_printf(&in->arena, "%s/data", place));
    if (looks_like_template(page)) {
        read(in, page, place);
        return true;
    }
    wrong(in, place, in->page,
        "this is no listing of templates: there is no list 'data'");
    return false;
}

static int
lines_before(const char *bytes, size_t len)
{
    int lines = 0;

    for (size_t i = 0; i < len; i++)
        lines += bytes[i] == '\n';
    return lines;
}

static bool
no_json(struct incoming *in, const json_error_t *error, int lines)
{
    const struct mark at = {lines + error->line, error->column};

    wrong(in, "", at, error->text);
    return false;
}

static size_t
skip_blanks(const char *bytes, size_t len)
{
    size_t i = 0;

    while (i < len && bytes[i] && strchr(" \t\r\n", bytes[i]))
        i++;
    return i;
}

bool
incoming_json(
    struct incoming *in, incoming_read_fn *read, const char *bytes, size_t len)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of UTF-8, by Windows */
    bool ok = true;
    size_t pages = 0;

    size_t at = len >= 3 && !memcmp(bytes, mark, 3) ? 3 : 0;
    for (int lines = 0;; pages++) {
        const size_t blanks = skip_blanks(bytes + at, len - at);
        json_error_t error;

        lines += lines_before(bytes + at, blanks);
        at += blanks;
        if (at == len)
            break;
        json_t *page = json_loadb(bytes + at, len - at,
            JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
        if (!page)
            return no_json(in, &error, lines);
        if (pages)
            in->page = (struct mark){lines + 1, 1};
        ok = incoming_page(in, read, page, "") && ok;
        json_decref(page);
        lines += lines_before(bytes + at, (size_t)error.position);
        at += (size_t)error.position;
    }
    if (!pages)
        wrong(in, "", (struct mark){1, 1}, "there is nothing in this file");
    return ok && pages;
}
