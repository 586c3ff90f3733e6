/* Days, and flows that name a template. */
#include "standing.h"

#include <inttypes.h>
#include <string.h>

#include "clean.h"
#include "clock.h"

#define TITLES_MAX 3

bool
standing_checked(const struct standing *standing,
    const struct template *template, struct text *out)
{
    const int64_t age = standing->now_ms - template->fetched_ms;
    const int64_t days = age / CLOCK_DAY;

    if (!template->fetched_ms)
        return false;
    if (days < 2)
        text_add(out, days < 1 ? "today" : "yesterday");
    else
        text_addf(out, "%" PRId64 " days ago", days);
    return age > TEMPLATE_STALE_MS;
}

/* A channel that the workspace does not know may be of any kind. */
static bool
uses(const struct standing *standing, const struct flow_entry *flow,
    const struct template *template)
{
    for (size_t i = 0; i < flow->nuses; i++) {
        const struct flow_use *use = &flow->uses[i];
        const struct workspace_channel *channel =
            workspace_channel(standing->workspace, use->channel);

        if (!strcmp(use->template_name, template->name.text) &&
            text_is(use->language, template->language.text) &&
            (!channel || channel->kind.value == template->kind.value))
            return true;
    }
    return false;
}

size_t
standing_used(const struct standing *standing, const struct template *template,
    struct text *titles)
{
    size_t n = 0;

    for (size_t i = 0; i < standing->flows->n; i++) {
        const struct flow_entry *flow = &standing->flows->entries[i];

        if (text_is(standing->but, flow->file) ||
            !uses(standing, flow, template))
            continue;
        auto_(heap) char *title =
            clean_line(flow->title ? flow->title : flow->file);
        if (++n <= TITLES_MAX)
            text_addf(titles, "%s%s", n > 1 ? ", " : "", title);
    }
    if (n > TITLES_MAX)
        text_addf(titles, " and %zu more", n - TITLES_MAX);
    return n;
}

void
standing_say(const struct standing *standing, const struct template *template,
    struct text *out)
{
    auto_(text) struct text when = {0}, titles = {0};
    const bool stale = standing_checked(standing, template, &when);

    if (!when.len)
        text_add(out, "status as the file says, never fetched\n");
    else
        text_addf(out, "status checked %s%s\n", when.bytes,
            stale ? ": too long ago" : "");
    if (standing_used(standing, template, &titles))
        text_addf(out, "used by %s", titles.bytes);
    else
        text_add(out, "used by no other flow");
}
