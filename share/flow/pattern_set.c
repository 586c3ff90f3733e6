/* Bracket expressions. */
#include "pattern_set.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

#define BIT(category) (UINT32_C(1) << UTF8PROC_CATEGORY_##category)

#define LETTERS (BIT(LU) | BIT(LL) | BIT(LT) | BIT(LM) | BIT(LO) | BIT(NL))
#define MARKS (BIT(MN) | BIT(MC))
#define PUNCTUATION \
    (BIT(PC) | BIT(PD) | BIT(PS) | BIT(PE) | BIT(PI) | BIT(PF) | BIT(PO))
#define SYMBOLS (BIT(SM) | BIT(SC) | BIT(SK) | BIT(SO))
#define VISIBLE \
    (LETTERS | MARKS | BIT(ME) | BIT(ND) | BIT(NO) | PUNCTUATION | SYMBOLS)

/* A class is categories and a few ASCII ranges, "09AF" for 0-9 and A-F. */
static const struct {
    const char *name, *ranges;
    uint32_t categories;
} classes[] = {
    {"alnum", "", LETTERS | MARKS | BIT(ND)},
    {"alpha", "", LETTERS | MARKS},
    {"blank", "\t\t", BIT(ZS)},
    {"cntrl", "", BIT(CC)},
    {"digit", "09", 0},
    {"graph", "", VISIBLE},
    {"lower", "", BIT(LL)},
    {"print", "", VISIBLE | BIT(ZS)},
    {"punct", "", PUNCTUATION | SYMBOLS},
    {"space", "\t\r", BIT(ZS) | BIT(ZL) | BIT(ZP)},
    {"upper", "", BIT(LU) | BIT(LT)},
    {"xdigit", "09AFaf", 0},
};

struct reader {
    const char *at;
    struct arena *arena;
    struct pattern_set *set;
};

static void
add_range(struct reader *r, int32_t first, int32_t last)
{
    struct pattern_range *ranges =
        arena_grow(r->arena, r->set->ranges, r->set->nranges, sizeof(*ranges));

    ranges[r->set->nranges++] = (struct pattern_range){first, last};
    r->set->ranges = ranges;
}

static const char *
read_class(struct reader *r)
{
    const char *name = r->at + 2, *end = strstr(name, ":]");

    for (size_t i = 0; end && i < ARRAY_LEN(classes); i++) {
        size_t len = strlen(classes[i].name);

        if (len != (size_t)(end - name) || strncmp(classes[i].name, name, len))
            continue;
        for (const char *pair = classes[i].ranges; *pair; pair += 2)
            add_range(r, pair[0], pair[1]);
        r->set->categories |= classes[i].categories;
        r->at = end + 2;
        return NULL;
    }
    return "an unknown class; [:alpha:], [:digit:], [:alnum:], [:space:], "
           "[:upper:] and [:lower:] are some";
}

/* One end of a range, or a character by itself. */
static const char *
read_member(struct reader *r, int32_t *code)
{
    if (!*r->at)
        return "a '[' without its ']'";
    if (r->at[0] == '[' && (r->at[1] == '.' || r->at[1] == '='))
        return "collating elements are not supported";
    if (r->at[0] == '[' && r->at[1] == ':')
        return "a class cannot end a range";
    if (r->at[0] == '\\' && r->at[1] != '\\')
        return "a backslash between brackets stands for itself: leave it out, "
               "or write it twice";
    if (r->at[0] == '\\')
        r->at++;
    r->at += utf8_decode(r->at, strlen(r->at), code);
    return NULL;
}

/* A '-' that makes a range: it is neither the last character nor the first. */
static bool
at_range(const struct reader *r)
{
    return r->at[0] == '-' && r->at[1] && r->at[1] != ']';
}

static const char *
read_range(struct reader *r)
{
    int32_t first, last;
    const char *reason = read_member(r, &first);

    if (reason)
        return reason;
    last = first;
    if (at_range(r)) {
        r->at++;
        reason = read_member(r, &last);
        if (reason)
            return reason;
        if (at_range(r))
            return "a '-' right after a range: put it last";
    }
    if (last < first)
        return "a range that ends before it begins";
    add_range(r, first, last);
    return NULL;
}

static const char *
read_item(struct reader *r)
{
    if (r->at[0] != '[' || r->at[1] != ':')
        return read_range(r);
    const char *reason = read_class(r);
    if (!reason && at_range(r))
        reason = "a class cannot begin a range: put the '-' last";
    return reason;
}

static bool
is_listed(const struct pattern_set *set, int32_t code)
{
    for (size_t i = 0; i < set->nranges; i++)
        if (code >= set->ranges[i].first && code <= set->ranges[i].last)
            return true;
    return set->categories &&
        (set->categories >> (unsigned)utf8proc_category(code) & 1);
}

const char *
pattern_set_parse(struct pattern_set *set, struct arena *arena, const char **at)
{
    struct reader r = {.at = *at, .arena = arena, .set = set};
    const char *reason = NULL;

    *set = (struct pattern_set){.negated = *r.at == '^'};
    r.at += set->negated;
    do
        reason = read_item(&r);
    while (!reason && *r.at != ']');
    if (reason)
        return reason;
    for (int32_t code = 0; code < 128; code++)
        if (is_listed(set, code) != set->negated)
            set->ascii[code / 64] |= UINT64_C(1) << code % 64;
    *at = r.at + 1;
    return NULL;
}

bool
pattern_set_has(const struct pattern_set *set, int32_t code)
{
    if (code < 128)
        return set->ascii[code / 64] >> code % 64 & 1;
    return is_listed(set, code) != set->negated;
}
