/* JSON objects and structs, by table. */
#include "members.h"

#include <assert.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "digest.h"
#include "text.h"

static_assert(sizeof(enum member_kind) == sizeof(int),
    "an enum of ours is an int: so words are read and written");

static json_t *
write_instant(int64_t instant)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format(text, instant);
    return json_string(text);
}

static json_t *
write_hash(const uint8_t hash[SHA256_SIZE])
{
    char hex[SHA256_HEX_SIZE];

    digest_hex(hex, hash, SHA256_SIZE);
    return json_string(hex);
}

json_t *
members_text(const char *text)
{
    json_t *json = json_string(text);

    if (json)
        return json;
    auto_(heap) char *clean = clean_line(text);
    return json_string(clean);
}

json_t *
members_instant(int64_t at)
{
    return at ? write_instant(at) : json_null();
}

/* NULL where the member is left out. */
static json_t *
write_member(const struct member *member, const void *at)
{
    const int64_t *number = at;

    switch (member->kind) {
    case MEMBER_TEXT:
        return *(const char *const *)at ? members_text(*(const char *const *)at)
                                        : NULL;
    case MEMBER_NUMBER:
        return *number == member->none && !member->required
            ? NULL
            : json_integer(*number);
    case MEMBER_FLAG:
        return *(const bool *)at || member->required
            ? json_boolean(*(const bool *)at)
            : NULL;
    case MEMBER_INSTANT:
        return *number == member->none ? NULL : write_instant(*number);
    case MEMBER_WORD:
        return json_string(member->words[*(const int *)at]);
    case MEMBER_HASH:
        return write_hash(at);
    }
    return NULL;
}

json_t *
members_write(const struct member *members, const void *from)
{
    json_t *json = json_object();

    for (const struct member *m = members; m->name; m++) {
        json_t *value = write_member(m, (const char *)from + m->offset);

        if (value)
            (void)json_object_set_new(json, m->name, value);
    }
    return json;
}

bool
members_wrong(
    const struct members_reader *reader, const char *name, const char *wanted)
{
    return failure_set(reader->failure, STATUS_USAGE, "'%s%s' is to be %s",
        reader->where, name, wanted);
}

static bool
read_text(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    const char *text = json_string_value(json);

    if (!text)
        return members_wrong(reader, member->name, "a text");
    *(const char **)at = arena_strdup(reader->arena, text);
    return true;
}

static bool
read_number(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    if (!json_is_integer(json))
        return members_wrong(reader, member->name, "a whole number");
    *(int64_t *)at = json_integer_value(json);
    return true;
}

static bool
read_flag(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    if (!json_is_boolean(json))
        return members_wrong(reader, member->name, "true or false");
    *(bool *)at = json_is_true(json);
    return true;
}

static bool
read_instant(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    const char *text = json_string_value(json);

    if (text && clock_parse(text, at))
        return true;
    return members_wrong(
        reader, member->name, "an instant, such as 2026-11-20T09:12:00Z");
}

static bool
read_word(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    auto_(text) struct text wanted = {0};
    const char *text = json_string_value(json);

    text_add(&wanted, "one of");
    for (int i = 0; member->words[i]; i++) {
        if (text_is(text, member->words[i])) {
            *(int *)at = i;
            return true;
        }
        text_addf(&wanted, "%s %s", i ? "," : "", member->words[i]);
    }
    return members_wrong(reader, member->name, text_str(&wanted));
}

static bool
read_hash(const struct members_reader *reader, const struct member *member,
    const json_t *json, void *at)
{
    static const char digits[] = "0123456789abcdef";
    const char *hex = json_string_value(json);
    uint8_t *hash = at;

    if (!hex || strlen(hex) != 2 * (size_t)SHA256_SIZE ||
        strspn(hex, digits) != 2 * (size_t)SHA256_SIZE)
        return members_wrong(
            reader, member->name, "64 small hexadecimal digits");
    for (size_t i = 0; i < SHA256_SIZE; i++)
        hash[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 |
            (strchr(digits, hex[2 * i + 1]) - digits));
    return true;
}

typedef bool read_fn(const struct members_reader *reader,
    const struct member *member, const json_t *json, void *at);

static read_fn *const readers[] = {
    [MEMBER_TEXT] = read_text,
    [MEMBER_NUMBER] = read_number,
    [MEMBER_FLAG] = read_flag,
    [MEMBER_INSTANT] = read_instant,
    [MEMBER_WORD] = read_word,
    [MEMBER_HASH] = read_hash,
};

bool
members_read(const struct members_reader *reader, const struct member *members,
    const json_t *json, void *into)
{
    if (!json_is_object(json))
        return failure_set(reader->failure, STATUS_USAGE,
            "%s is to be an object",
            *reader->where ? reader->where : "the JSON");
    for (const struct member *m = members; m->name; m++) {
        const json_t *value = json_object_get(json, m->name);
        void *at = (char *)into + m->offset;

        if (m->kind == MEMBER_INSTANT)
            *(int64_t *)at = m->none;
        if (!value && m->required)
            return failure_set(reader->failure, STATUS_USAGE,
                "'%s%s' is missing", reader->where, m->name);
        if (value && !readers[m->kind](reader, m, value, at))
            return false;
    }
    return true;
}

void *
members_read_list(const struct members_reader *reader, const char *name,
    const json_t *list, members_item_fn *item, size_t size, size_t *n)
{
    if (!json_is_array(list)) {
        members_wrong(reader, name, "a list");
        return NULL;
    }
    char *items = arena_alloc(reader->arena, size * json_array_size(list) + 1);
    for (*n = 0; *n < json_array_size(list); (*n)++) {
        struct members_reader inner = *reader;

        inner.where =
            arena_printf(reader->arena, "%s%s/%zu/", reader->where, name, *n);
        if (!item(&inner, json_array_get(list, *n), items + *n * size)) {
            *n = 0;
            return NULL;
        }
    }
    return items;
}
