/*
 * Requests to what is measured.
 */
#include "pool.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

struct line { /* a connection and what is on it */
    struct wire *wire;
    struct pool_request *request;
    struct line *next; /* of those that are free */
};

static struct line *idle;
static struct pool_request *first, **last = &first, *spare;
static uint16_t target;
static const char *extra = "";

static struct pool_request *
take_spare(void)
{
    struct pool_request *request = spare;

    if (request) {
        spare = request->next;
        text_clear(&request->text);
        return request;
    }
    request = calloc(1, sizeof(*request));
    if (!request)
        err(1, "no memory");
    return request;
}

static void
finish(struct line *line, unsigned status)
{
    struct pool_request *request = line->request;

    line->request = NULL;
    if (!request)
        return;
    request->done(request->flow, status);
    request->next = spare;
    spare = request;
}

static const struct wire_side side;

static void
hand_out(void)
{
    while (first && idle) {
        struct line *line = idle;
        struct pool_request *request = first;

        if (!line->wire)
            line->wire = wire_connect(&side, target);
        if (!line->wire)
            return;
        line->wire->owner = line;
        idle = line->next;
        first = request->next;
        if (!first)
            last = &first;
        line->request = request;
        text_add_bytes(
            &line->wire->out, request->text.bytes, request->text.len);
        wire_flush(line->wire);
    }
}

static void
set_free(struct line *line)
{
    line->next = idle;
    idle = line;
    hand_out();
}

static void
answered(struct wire *wire, const struct wire_message *message)
{
    struct line *line = wire->owner;

    finish(line, message->status);
    set_free(line);
}

static void
broken(struct wire *wire)
{
    struct line *line = wire->owner;
    bool busy = line->request;

    line->wire = NULL;
    finish(line, 0);
    if (busy)
        set_free(line);
}

static const struct wire_side side = {
    .reads = HTTP_RESPONSE,
    .message = answered,
    .broken = broken,
};

void
pool_begin(uint16_t port, unsigned connections, const char *header)
{
    target = port;
    extra = header;
    for (unsigned i = 0; i < connections; i++) {
        struct line *line = calloc(1, sizeof(*line));

        if (!line)
            err(1, "no memory");
        line->next = idle;
        idle = line;
    }
}

void
pool_post(const char *path, const char *json,
    void (*done)(uint32_t flow, unsigned status), uint32_t flow)
{
    struct pool_request *request = take_spare();

    text_addf(&request->text,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
        "Content-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
        path, target, extra, strlen(json), json);
    request->done = done;
    request->flow = flow;
    request->next = NULL;
    *last = request;
    last = &request->next;
    hand_out();
}
