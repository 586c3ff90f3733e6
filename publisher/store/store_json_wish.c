/* The JSON of opt-outs and consents. */
#include "store_json_wish.h"

#include "members.h"

const char *const store_wish_lists[] = {
    [WISH_OPT_OUT] = "optouts",
    [WISH_CONSENT] = "consents",
    NULL,
};

const char *const wish_channel_words[] = {
    [WISH_ALL_CHANNELS] = "all",
    [WISH_SMS] = "sms",
    [WISH_WHATSAPP] = "whatsapp",
    [WISH_RCS] = "rcs",
    NULL,
};

const char *const wish_category_words[] = {
    [WISH_MARKETING] = "marketing",
    [WISH_EVERYTHING] = "all",
    NULL,
};

const char *const wish_source_words[] = {
    [WISH_BY_API] = "api",
    [WISH_BY_COMMAND] = "command",
    [WISH_BY_PROVIDER] = "provider",
    NULL,
};

#define WISH(member) offsetof(struct store_wish, member)

static const struct member wish_members[] = {
    {"number", MEMBER_TEXT, false, WISH(number)},
    {"channel", MEMBER_WORD, false, WISH(channel), 0, wish_channel_words},
    {"category", MEMBER_WORD, false, WISH(category), 0, wish_category_words},
    {"at", MEMBER_INSTANT, false, WISH(at), 0},
    {"source", MEMBER_WORD, false, WISH(source), 0, wish_source_words},
    {"by", MEMBER_TEXT, false, WISH(by)},
    {"note", MEMBER_TEXT, false, WISH(note)},
    {"digest_only", MEMBER_FLAG, false, WISH(digest_only)},
    {0},
};

json_t *
store_json_wishes(
    enum wish_kind kind, const struct store_wish *wishes, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *wish = members_write(wish_members, &wishes[i]);

        if (kind == WISH_CONSENT)
            (void)json_object_del(wish, "category");
        (void)json_array_append_new(list, wish);
    }
    return json_pack("{s:o}", store_wish_lists[kind], list);
}

static bool
read_wish(const struct members_reader *reader, const json_t *json, void *into)
{
    struct store_wish *wish = into;

    wish->category = WISH_EVERYTHING;
    return members_read(reader, wish_members, json, wish);
}

struct store_wish *
store_json_read_wishes(enum wish_kind kind, const json_t *json,
    struct arena *arena, size_t *n, struct failure *failure)
{
    const struct members_reader reader = {arena, failure, ""};
    const char *name = store_wish_lists[kind];
    struct store_wish *wishes = members_read_list(&reader, name,
        json_object_get(json, name), read_wish, sizeof(*wishes), n);

    for (size_t i = 0; wishes && i < *n; i++)
        wishes[i].kind = kind;
    return wishes;
}
