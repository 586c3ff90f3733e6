/* Header fields that must not be understood in two ways. */
#include "strict.h"

#include <string.h>
#include <strings.h>

#include "text.h"

/* RFC 9110 5.6.2: what a field's name is made of. */
static bool
is_token(const char *name)
{
    const size_t len = strlen(name);

    return len &&
        strspn(name,
            "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == len;
}

static bool
has_control(const char *value)
{
    for (; *value; value++)
        if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
            return true;
    return false;
}

/* At most 18 digits, so that it cannot overflow. */
static bool
read_length(const char *value, uint64_t *length)
{
    const size_t len = strlen(value);
    uint64_t n = 0;

    if (!len || len > 18 || strspn(value, "0123456789") != len)
        return false;
    for (; *value; value++)
        n = n * 10 + (uint64_t)(*value - '0');
    *length = n;
    return true;
}

static const char *
fault_of(struct strict *s, const char *name, const char *value)
{
    if (!is_token(name))
        return "a header's name is not a token";
    if (has_control(value))
        return "a header holds a control character";
    if (!strcasecmp(name, "Host") && s->hosts++)
        return "Host came twice";
    if (!strcasecmp(name, "Transfer-Encoding")) {
        if (s->encodings++)
            return "Transfer-Encoding came twice";
        if (strcasecmp(value, "chunked") != 0)
            return "Transfer-Encoding is not 'chunked'";
    }
    if (!strcasecmp(name, "Content-Length")) {
        if (s->lengths++)
            return "Content-Length came twice";
        if (!read_length(value, &s->length))
            return "Content-Length is not a number";
    }
    return NULL;
}

void
strict_header(struct strict *s, const char *name, const char *value)
{
    value = value ? value : "";
    s->fields++;
    s->bytes += strlen(name) + strlen(value);
    if (!s->fault)
        s->fault = fault_of(s, name, value);
}

const char *
strict_fault(const struct strict *s)
{
    if (!s->fault && s->lengths && s->encodings)
        return "Content-Length and Transfer-Encoding came together";
    return s->fault;
}
