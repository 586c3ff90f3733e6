/*
 * The matcher is our own, a Thompson automaton that is walked with all its
 * states at once: time is at most steps times characters, and a compiled
 * pattern never grows. The C library's regexec() keeps every state set that
 * it meets: twenty values of 4000 bytes on (.*a.{60}){2} took 440 MB, and
 * its regcomp() needs gigabytes for ((a{255}){255}){255}.
 */
#include "pattern.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "pattern_set.h"
#include "utf8.h"

enum {
    COUNT_MAX = 1000,
    ENDLESS = -1,
    STEPS_MAX = 2048,
    SETS_MAX = PATTERN_TEXT_MAX / 3, /* "[a]" */
};

enum step_kind {
    STEP_CHARACTER, /* that of the code */
    STEP_ANY,
    STEP_SET,   /* the set of that index */
    STEP_JUMP,  /* to */
    STEP_SPLIT, /* to, and also or_to */
    STEP_BEGIN,
    STEP_END,
    STEP_DONE,
};

struct step {
    enum step_kind kind;
    union {
        int32_t code;
        uint16_t set;
        struct {
            int16_t to, or_to; /* counted from this step: steps get moved */
        };
    };
};

struct pattern {
    struct arena arena;
    const struct step *steps;
    const struct pattern_set *sets;
    size_t nsteps;
};

struct parser {
    const char *at, *reason;
    struct arena *arena;
    int depth, nsteps;
    uint16_t nsets;
    struct step steps[STEPS_MAX];
    struct pattern_set sets[SETS_MAX];
};

static bool
refuse(struct parser *p, const char *reason)
{
    p->reason = reason;
    return false;
}

static bool
add_steps(struct parser *p, const struct step *steps, int n)
{
    if (n > STEPS_MAX - p->nsteps)
        return refuse(p, "too long with its repetitions written out");
    memcpy(p->steps + p->nsteps, steps, (size_t)n * sizeof(*steps));
    p->nsteps += n;
    return true;
}

static bool
add_step(struct parser *p, struct step step)
{
    return add_steps(p, &step, 1);
}

/* `to` and `or_to` are at most STEPS_MAX. */
static struct step
split(int to, int or_to)
{
    return (struct step){
        .kind = STEP_SPLIT,
        .to = (int16_t)to,
        .or_to = (int16_t)or_to,
    };
}

static struct step
jump_to(int to)
{
    return (struct step){.kind = STEP_JUMP, .to = (int16_t)to};
}

/* Makes room for one step before those from `start` on. */
static bool
open_gap(struct parser *p, int start)
{
    if (!add_step(p, jump_to(0)))
        return false;
    memmove(p->steps + start + 1, p->steps + start,
        (size_t)(p->nsteps - start - 1) * sizeof(*p->steps));
    return true;
}

static bool
parse_escape(struct parser *p)
{
    static const struct {
        char letter;
        const char *reason;
    } known[] = {
        {'d', "\\d is not POSIX: write [0-9]"},
        {'w', "\\w is not POSIX: write [A-Za-z0-9_]"},
        {'s', "\\s is not POSIX: write [[:space:]]"},
    };
    unsigned char c = (unsigned char)p->at[1];

    if (!c)
        return refuse(p, "a backslash at the end");
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (c == known[i].letter)
            return refuse(p, known[i].reason);
    if (c >= '1' && c <= '9')
        return refuse(p, "back-references are not supported");
    if (c <= ' ' || c >= 0x7F || (c >= '0' && c <= '9') ||
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return refuse(p, "a backslash before something that needs none");
    p->at += 2;
    return add_step(p, (struct step){.kind = STEP_CHARACTER, .code = c});
}

static bool
parse_set(struct parser *p)
{
    p->at++;
    p->reason = pattern_set_parse(&p->sets[p->nsets], p->arena, &p->at);
    return !p->reason &&
        add_step(p, (struct step){.kind = STEP_SET, .set = p->nsets++});
}

static bool
parse_character(struct parser *p)
{
    struct step step = {.kind = STEP_CHARACTER};

    p->at += utf8_decode(p->at, strlen(p->at), &step.code);
    return add_step(p, step);
}

static bool
parse_symbol(struct parser *p, enum step_kind kind)
{
    p->at++;
    return add_step(p, (struct step){.kind = kind});
}

static bool parse_alternatives(struct parser *p);

static bool
parse_group(struct parser *p)
{
    p->at++;
    if (*p->at == '?')
        return refuse(p, "'(?' is not POSIX: write '('");
    p->depth++;
    if (!parse_alternatives(p))
        return false;
    if (*p->at != ')')
        return refuse(p, "a '(' without its ')'");
    p->depth--;
    p->at++;
    return true;
}

static bool
parse_atom(struct parser *p)
{
    switch (*p->at) {
    case '(':
        return parse_group(p);
    case '[':
        return parse_set(p);
    case '\\':
        return parse_escape(p);
    case '.':
        return parse_symbol(p, STEP_ANY);
    case '^':
        return parse_symbol(p, STEP_BEGIN);
    case '$':
        return parse_symbol(p, STEP_END);
    case '*':
    case '+':
    case '?':
    case '{':
        return refuse(p,
            "a repetition of nothing; a backslash before * + ? { "
            "makes it a character");
    default:
        return parse_character(p);
    }
}

static bool
read_count(struct parser *p, int *count)
{
    int n = 0;

    if (*p->at < '0' || *p->at > '9')
        return refuse(p,
            "a count is {3}, {3,} or {3,5}; a '{' of the text is "
            "written \\{");
    for (; *p->at >= '0' && *p->at <= '9'; p->at++) {
        n = n * 10 + *p->at - '0';
        if (n > COUNT_MAX)
            return refuse(p, "a count over 1000");
    }
    *count = n;
    return true;
}

/* "{3}", "{3,}", "{3,5}". */
static bool
parse_counts(struct parser *p, int *min, int *max)
{
    p->at++;
    if (!read_count(p, min))
        return false;
    *max = *min;
    if (*p->at == ',') {
        p->at++;
        *max = ENDLESS;
        if (*p->at != '}' && !read_count(p, max))
            return false;
    }
    if (*p->at != '}')
        return refuse(p, "a '{' without its '}'");
    if (!*max || (*max != ENDLESS && *max < *min))
        return refuse(p, "a count that ends before it begins, or at 0");
    p->at++;
    return true;
}

/* The part of a repetition that may go on for ever. */
static bool
repeat_endlessly(struct parser *p, const struct step *part, int n, int min)
{
    if (min)
        return add_step(p, split(-n, 1));
    return add_step(p, split(1, n + 2)) && add_steps(p, part, n) &&
        add_step(p, jump_to(-n - 1));
}

/* Writes the steps from `start` on as often as they may be repeated. */
static bool
repeat(struct parser *p, int start, int min, int max)
{
    struct step part[STEPS_MAX];
    int n = p->nsteps - start;

    memcpy(part, p->steps + start, (size_t)n * sizeof(*part));
    p->nsteps = start;
    for (int i = 0; i < min; i++)
        if (!add_steps(p, part, n))
            return false;
    if (max == ENDLESS)
        return repeat_endlessly(p, part, n, min);
    for (int left = max - min; left > 0; left--)
        if (!add_step(p, split(1, left * (n + 1))) || !add_steps(p, part, n))
            return false;
    return true;
}

static bool
parse_repetition(struct parser *p, int start)
{
    int min = *p->at == '+', max = *p->at == '?' ? 1 : ENDLESS;

    if (*p->at != '{')
        p->at++;
    else if (!parse_counts(p, &min, &max))
        return false;
    if (*p->at && strchr("*+?{", *p->at))
        return refuse(p, "a repetition right after another");
    return repeat(p, start, min, max);
}

static bool
parse_branch(struct parser *p)
{
    if (!*p->at || *p->at == '|' || *p->at == ')')
        return refuse(p,
            p->depth || *p->at != ')' ? "an empty pattern, group or alternative"
                                      : "a ')' without its '('");
    while (*p->at && *p->at != '|' && *p->at != ')') {
        int start = p->nsteps;
        bool anchor = *p->at == '^' || *p->at == '$';

        if (!parse_atom(p))
            return false;
        if (!*p->at || !strchr("*+?{", *p->at))
            continue;
        if (anchor)
            return refuse(p, "a repetition of '^' or '$'");
        if (!parse_repetition(p, start))
            return false;
    }
    return true;
}

static bool
parse_alternatives(struct parser *p)
{
    int start = p->nsteps;

    if (!parse_branch(p))
        return false;
    if (*p->at != '|')
        return true;
    p->at++;
    if (!open_gap(p, start) || !add_step(p, jump_to(0)))
        return false;
    int jump = p->nsteps - 1;
    p->steps[start] = split(1, jump + 1 - start);
    if (!parse_alternatives(p))
        return false;
    p->steps[jump] = jump_to(p->nsteps - jump);
    return true;
}

static bool
parse(struct parser *p)
{
    if (!parse_alternatives(p))
        return false;
    if (*p->at)
        return refuse(p, "a ')' without its '('");
    return add_step(p, (struct step){.kind = STEP_DONE});
}

static struct pattern *
keep(const struct parser *p, struct arena arena)
{
    size_t steps = (size_t)p->nsteps * sizeof(*p->steps);
    size_t sets = p->nsets * sizeof(*p->sets);
    struct pattern *pattern = arena_alloc(&arena, sizeof(*pattern));
    pattern->steps = memcpy(arena_alloc(&arena, steps), p->steps, steps);
    pattern->sets = memcpy(arena_alloc(&arena, sets), p->sets, sets);
    pattern->arena = arena;
    return pattern;
}
struct pattern *
pattern_compile(const char *text, const char **reason)
{
    struct arena arena = {0};
    struct parser p = {.at = text, .arena = &arena};
    size_t len = strlen(text), bad;

    if (len > PATTERN_TEXT_MAX)
        refuse(&p, "more than 128 bytes");
    else if (!utf8_valid(text, len, &bad))
        refuse(&p, "bytes that are not UTF-8");
    else
        parse(&p);
    if (!p.reason)
        return keep(&p, arena);
    arena_free(&arena);
    *reason = p.reason;
    return NULL;
}

/* A set of steps: a list in the order of their arrival, and where in it each
 * one is. */
struct states {
    unsigned n;
    uint16_t list[STEPS_MAX], place[STEPS_MAX];
};

static void
add_state(struct states *states, unsigned step)
{
    unsigned place = states->place[step];

    if (place < states->n && states->list[place] == step)
        return;
    states->place[step] = (uint16_t)states->n;
    states->list[states->n++] = (uint16_t)step;
}

static bool
takes(const struct pattern *pattern, const struct step *step, int32_t code)
{
    if (step->kind == STEP_CHARACTER)
        return step->code == code;
    return step->kind == STEP_ANY ||
        pattern_set_has(&pattern->sets[step->set], code);
}

/* Where the value stands: the next character, if there is one. */
struct place {
    bool begin, end;
    int32_t code;
};

/* One step: those that take no character lead on within `now`. */
static void
walk_step(const struct pattern *pattern, unsigned at, const struct place *place,
    struct states *now, struct states *then)
{
    const struct step *step = &pattern->steps[at];

    switch (step->kind) {
    case STEP_CHARACTER:
    case STEP_ANY:
    case STEP_SET:
        if (!place->end && takes(pattern, step, place->code))
            add_state(then, at + 1);
        break;
    case STEP_SPLIT:
        add_state(now, at + (unsigned)step->to);
        add_state(now, at + (unsigned)step->or_to);
        break;
    case STEP_JUMP:
        add_state(now, at + (unsigned)step->to);
        break;
    case STEP_BEGIN:
        if (place->begin)
            add_state(now, at + 1);
        break;
    case STEP_END:
        if (place->end)
            add_state(now, at + 1);
        break;
    case STEP_DONE:
        break;
    }
}

/* `now` grows while it is walked. True if the pattern may end here. */
static bool
walk(const struct pattern *pattern, const struct place *place,
    struct states *now, struct states *then)
{
    bool done = false;

    for (unsigned i = 0; i < now->n; i++) {
        walk_step(pattern, now->list[i], place, now, then);
        done |= pattern->steps[now->list[i]].kind == STEP_DONE;
    }
    return done;
}

bool
pattern_matches(const struct pattern *pattern, const char *value, size_t len)
{
    struct states states[2] = {0};
    struct states *now = &states[0], *then = &states[1];
    struct place place = {.begin = true};

    if (len > PATTERN_VALUE_MAX)
        return false;
    add_state(now, 0);
    for (size_t at = 0; at < len && now->n; place.begin = false) {
        size_t n = utf8_decode(value + at, len - at, &place.code);

        if (!n || !place.code)
            return false;
        walk(pattern, &place, now, then);
        struct states *spent = now;
        now = then;
        then = spent;
        then->n = 0;
        at += n;
    }
    place.end = true;
    return walk(pattern, &place, now, then);
}

void
pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    struct arena arena = pattern->arena;
    arena_free(&arena);
}
