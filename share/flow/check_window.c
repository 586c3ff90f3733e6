/* Checks of the send window. */
#include "checking.h"

#include <string.h>
#include <sys/stat.h>

#include "clocktime.h"

#define ZONES "/usr/share/zoneinfo"
#define ZONE_CHARACTERS                                    \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
    "0123456789_+-/"

static bool
check_time(struct checking *c, const struct value_text *value, const char *path,
    int *minutes)
{
    if (!value->text)
        return false;
    if (clocktime_parse(value->text, minutes))
        return true;
    checking_add(c, "send-window-wrong", value->at, path,
        "write hours and minutes, such as \"09:00\"",
        "'%s' is not a time of day", value->text);
    return false;
}

static void
check_times(struct checking *c)
{
    const struct flow_window *window = &c->flow->send_window;
    int from, to;
    const bool from_is =
        check_time(c, &window->from, "/send_window/from", &from);
    const bool to_is = check_time(c, &window->to, "/send_window/to", &to);

    if (from_is && to_is && from == to)
        checking_add(c, "send-window-wrong", window->to.at, "/send_window/to",
            "leave send_window out to send at any hour",
            "the window ends when it begins, at '%s'", window->to.text);
}

/* A zone is a file of the system's; where there are none, its form counts. */
static bool
zone_exists(const char *zone)
{
    char path[256];
    struct stat status;

    if (zone[0] == '/' || strspn(zone, ZONE_CHARACTERS) != strlen(zone) ||
        !zone[0])
        return false;
    if (stat(ZONES, &status) != 0)
        return true;
    const int len = snprintf(path, sizeof(path), ZONES "/%s", zone);
    return len > 0 && (size_t)len < sizeof(path) && stat(path, &status) == 0 &&
        S_ISREG(status.st_mode);
}

static void
check_zone(struct checking *c)
{
    const struct value_text *zone = &c->flow->send_window.timezone;

    if (zone->text && !zone_exists(zone->text))
        checking_add(c, "send-window-wrong", zone->at, "/send_window/timezone",
            "write a name of the time zone database, such as Europe/Rome",
            "'%s' is not a time zone", zone->text);
}

static void
check_use(struct checking *c)
{
    const struct flow *flow = c->flow;
    int from;

    if (flow->send_window.from.text &&
        clocktime_parse(flow->send_window.from.text, &from) &&
        flow->category.given && flow->category.value == CATEGORY_AUTHENTICATION)
        checking_add(c, "send-window-authentication", flow->send_window.from.at,
            "/send_window", "leave it out: who waits for a code is awake",
            "a code that is asked for at night is held until '%s'",
            flow->send_window.from.text);
}

check_fn *const window_checks[] = {
    check_times,
    check_zone,
    check_use,
    NULL,
};
