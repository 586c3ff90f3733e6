/* Reports joined: sets that only grow, so that no order of arrival matters. */
#include "engine.h"

/* The stronger report has the higher rank; a later delivered overrides. */
static const uint8_t ranks[] = {
    [REPORT_NONE] = 0,
    [REPORT_ACCEPTED] = 1,
    [REPORT_SENT] = 2,
    [REPORT_EXPIRED] = 3,
    [REPORT_FAILED] = 4,
    [REPORT_DELIVERED] = 5,
    [REPORT_READ] = 6,
};

static enum report
stronger(enum report a, enum report b)
{
    return ranks[a] > ranks[b] ? a : b;
}

static enum report
strongest(uint8_t set)
{
    enum report found = REPORT_NONE;

    for (unsigned r = REPORT_NONE; r < ARRAY_LEN(ranks); r++)
        if (set & 1U << r)
            found = stronger(found, (enum report)r);
    return found;
}

/* One part that failed fails the message; else it is where its last part is. */
static enum report
join_parts(const uint8_t parts[ENGINE_PARTS_MAX])
{
    enum report bad = REPORT_NONE, least = REPORT_NONE;

    for (size_t i = 0; i < ENGINE_PARTS_MAX; i++) {
        if (!parts[i])
            continue;
        enum report part = strongest(parts[i]);
        if (part == REPORT_FAILED || part == REPORT_EXPIRED)
            bad = stronger(bad, part);
        else if (least == REPORT_NONE || ranks[part] < ranks[least])
            least = part;
    }
    return bad != REPORT_NONE ? bad : least;
}

enum report
engine_report(const struct engine_attempt *attempt)
{
    return stronger(strongest(attempt->reports), join_parts(attempt->parts));
}
