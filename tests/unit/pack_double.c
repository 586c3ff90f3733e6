/* Stands in for the engine's packing: the struct's own bytes. */
#include "test.h"

#include "pack.h"

_Static_assert(sizeof(struct engine_execution) <= ENGINE_PACKED_MAX, "fits");

size_t
engine_pack(
    const struct engine_execution *execution, uint8_t out[ENGINE_PACKED_MAX])
{
    memcpy(out, execution, sizeof(*execution));
    return sizeof(*execution);
}

bool
engine_unpack(
    struct engine_execution *execution, const uint8_t *bytes, size_t len)
{
    if (len != sizeof(*execution))
        return false;
    memcpy(execution, bytes, len);
    return true;
}
