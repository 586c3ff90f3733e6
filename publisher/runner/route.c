/* Finding the row for a method and a path. */
#include "route.h"

#include <stdio.h>
#include <string.h>

#include "problem.h"
#include "text.h"

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
route_decode(char *out, const char *text, size_t len, bool query)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '%') {
            *out++ = text[i] == '+' && query ? ' ' : text[i];
            continue;
        }
        if (len - i < 3)
            return false;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0)
            return false;
        *out++ = (char)(high * 16 + low);
        i += 2;
    }
    *out = '\0';
    return true;
}

/* Where a match is: what is left of pattern and path, and what was caught. */
struct matching {
    struct route_match *match;
    size_t nvalues;
    char *room; /* behind the values so far, inside match->text */
    bool bad;   /* a segment that fits cannot be decoded */
};

static void
catch_value(struct matching *m, const char *text, size_t len, bool raw)
{
    char *value = m->room;

    if (raw) {
        memcpy(value, text, len);
        value[len] = '\0';
    } else if (!route_decode(value, text, len, false)) {
        m->bad = true;
        return;
    }
    m->room += strlen(value) + 1;
    m->match->values[m->nvalues++] = value;
}

static bool
is_rest(const char *segment, size_t len)
{
    return len > 4 && segment[0] == '{' &&
        !memcmp(segment + len - 4, "...}", 4);
}

/* True when pattern and path, both behind a slash, fit to their ends. */
static bool
segments_fit(struct matching *m, const char *pattern, const char *path)
{
    for (;;) {
        const size_t want = strcspn(pattern, "/"), have = strcspn(path, "/");

        if (is_rest(pattern, want)) {
            catch_value(m, path, strlen(path), true);
            return true;
        }
        if (pattern[0] == '{' && have)
            catch_value(m, path, have, false);
        else if (want != have || memcmp(pattern, path, want))
            return false;
        pattern += want;
        path += have;
        if (!*pattern || !*path)
            break;
        pattern++;
        path++;
    }
    /* "/dlr/{channel}/{rest...}" also takes "/dlr/sms". */
    if (*pattern == '/' && is_rest(pattern + 1, strcspn(pattern + 1, "/"))) {
        catch_value(m, "", 0, true);
        return true;
    }
    return *pattern == *path;
}

static bool
pattern_fits(
    const char *pattern, const char *path, struct route_match *match, bool *bad)
{
    struct matching m = {.match = match, .room = match->text};

    memset(match->values, 0, sizeof(match->values));
    if (path[0] != '/' || !segments_fit(&m, pattern + 1, path + 1))
        return false;
    *bad = m.bad;
    return true;
}

static void
allow_method(struct route_match *match, const char *method)
{
    const size_t len = strlen(match->allow);

    if (strstr(match->allow, method))
        return;
    snprintf(match->allow + len, sizeof(match->allow) - len, "%s%s%s",
        len ? ", " : "", method, text_is(method, "GET") ? ", HEAD" : "");
}

static bool
method_fits(const struct route *row, const char *method)
{
    return text_is(row->method, method) ||
        (text_is(method, "HEAD") && text_is(row->method, "GET"));
}

enum route_result
route_find(const struct route *rows, const char *method, const char *path,
    struct route_match *match)
{
    bool bad = false;

    match->allow[0] = '\0';
    /* Each captured value is no longer than its segment and its slash. */
    if (strlen(path) >= ROUTE_TEXT - ROUTE_VALUES)
        return ROUTE_BAD_PATH;
    for (const struct route *row = rows; row->pattern; row++) {
        if (!pattern_fits(row->pattern, path, match, &bad))
            continue;
        if (bad)
            return ROUTE_BAD_PATH;
        match->route = row;
        if (method_fits(row, method))
            return ROUTE_FOUND;
        allow_method(match, row->method);
    }
    return match->allow[0] ? ROUTE_NO_METHOD : ROUTE_NO_PATH;
}

void
route_serve(const struct route *rows, struct front_request *request, void *data)
{
    struct route_match match = {0};
    const char *allow[] = {"Allow", match.allow, NULL};
    struct problem problem = {0};

    switch (route_find(rows, request->method, request->path, &match)) {
    case ROUTE_FOUND:
        match.route->handler(request, &match, data);
        return;
    case ROUTE_NO_PATH:
        problem = (struct problem){.status = 404, .code = "not-found"};
        break;
    case ROUTE_NO_METHOD:
        problem = (struct problem){
            .status = 405, .code = "method-not-allowed", .headers = allow};
        break;
    case ROUTE_BAD_PATH:
        problem = (struct problem){.status = 400, .code = "bad-path"};
        break;
    }
    problem_answer(request, &problem);
}
