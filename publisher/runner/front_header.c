/* The headers of a request. */
#include "front.h"

#include <microhttpd.h>
#include <strings.h>

#include "intake.h"

const char *
front_header(const struct front_request *request, const char *name)
{
    const struct intake *in = (const struct intake *)request;

    return MHD_lookup_connection_value(in->connection, MHD_HEADER_KIND, name);
}

struct counting {
    const char *name;
    unsigned n;
};

static enum MHD_Result
count_name(
    void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct counting *counting = data;

    (void)kind;
    (void)value;
    counting->n += !strcasecmp(name, counting->name);
    return MHD_YES;
}

const char *
front_header_once(const struct front_request *request, const char *name)
{
    const struct intake *in = (const struct intake *)request;
    struct counting counting = {.name = name};

    (void)MHD_get_connection_values(
        in->connection, MHD_HEADER_KIND, count_name, &counting);
    return counting.n == 1 ? front_header(request, name) : NULL;
}
