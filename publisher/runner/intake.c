/* A request while it is gathered. */
#include "intake.h"

#include <string.h>

#include "route.h"

#define KEPT_REQUESTS 256
#define KEPT_BYTES ((size_t)2 * FRONT_CAP)

struct intake *
intake_new(struct intakes *intakes)
{
    struct intake *in = intakes->kept;

    if (in) {
        intakes->kept = in->next;
        intakes->nkept--;
        in->next = NULL;
    } else {
        in = calloc(1, sizeof(*in));
    }
    if (!in)
        abort();
    intakes->busy++;
    return in;
}

static void
destroy(struct intake *in)
{
    text_done(&in->target);
    text_done(&in->path);
    text_done(&in->query);
    text_done(&in->body);
    free(in);
}

void
intake_free(struct intakes *intakes, struct intake *in)
{
    intakes->busy--;
    intakes->held -= in->body.len;
    if (intakes->nkept >= KEPT_REQUESTS || in->body.room > KEPT_BYTES) {
        destroy(in);
        return;
    }
    text_clear(&in->target);
    text_clear(&in->path);
    text_clear(&in->query);
    text_clear(&in->body);
    *in = (struct intake){
        .next = intakes->kept,
        .target = in->target,
        .path = in->path,
        .query = in->query,
        .body = in->body,
    };
    intakes->kept = in;
    intakes->nkept++;
}

void
intakes_done(struct intakes *intakes)
{
    while (intakes->kept) {
        struct intake *next = intakes->kept->next;

        destroy(intakes->kept);
        intakes->kept = next;
    }
    intakes->nkept = 0;
}

/* Decodes one "name=value" to the end of the query's text. */
static bool
add_pair(struct text *query, const char *pair, size_t len)
{
    const char *equals = memchr(pair, '=', len);
    const size_t name_len = equals ? (size_t)(equals - pair) : len;
    const size_t value_len = equals ? len - name_len - 1 : 0;
    auto_(heap) char *decoded = malloc(len + 1);

    if (!decoded)
        abort();
    if (!route_decode(decoded, pair, name_len, true))
        return false;
    text_add_bytes(query, decoded, strlen(decoded) + 1);
    if (!route_decode(decoded, equals ? equals + 1 : "", value_len, true))
        return false;
    text_add_bytes(query, decoded, strlen(decoded) + 1);
    return true;
}

bool
intake_read_target(struct intake *in)
{
    const char *target = text_str(&in->target);
    const size_t path_len = strcspn(target, "?");
    const char *at = target + path_len;

    text_add_bytes(&in->path, target, path_len);
    in->shown.target = target;
    in->shown.path = in->path.bytes;
    while (*at) {
        const size_t len = strcspn(++at, "&");

        if (len && !add_pair(&in->query, at, len))
            return false;
        in->npairs += len > 0;
        at += len;
    }
    return target[0] == '/';
}

void
intake_add_body(
    struct intakes *intakes, struct intake *in, const char *bytes, size_t len)
{
    if (len > in->cap - in->body.len)
        in->over = true;
    if (len > INTAKES_BYTES - intakes->held)
        in->crowded = true;
    if (in->over || in->crowded)
        return;
    text_add_bytes(&in->body, bytes, len);
    intakes->held += len;
}

bool
front_query_at(const struct front_request *request, size_t i, const char **name,
    const char **value)
{
    const struct intake *in = (const struct intake *)request;
    const char *at = in->query.bytes;

    if (i >= in->npairs)
        return false;
    for (size_t words = 2 * i; words; words--)
        at += strlen(at) + 1;
    *name = at;
    *value = at + strlen(at) + 1;
    return true;
}

const char *
front_query(const struct front_request *request, const char *name)
{
    const char *found, *value;

    for (size_t i = 0; front_query_at(request, i, &found, &value); i++)
        if (!strcmp(found, name))
            return value;
    return NULL;
}
