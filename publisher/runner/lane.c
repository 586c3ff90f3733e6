/* Jobs that wait, by where they go. */
#include "lane.h"

#include <string.h>

#define LANES_KEPT 64 /* empty ones are dropped when there are more */

struct lane {
    struct lane *next;
    struct job_list waiting;
    size_t active;
    size_t len;
    char name[]; /* "host:port" as it stands in the URL */
};

void
job_list_add(struct job_list *list, struct courier_job *job)
{
    job->next = NULL;
    if (list->last)
        list->last->next = job;
    else
        list->first = job;
    list->last = job;
}

struct courier_job *
job_list_take(struct job_list *list)
{
    struct courier_job *job = list->first;

    if (!job)
        return NULL;
    list->first = job->next;
    if (!list->first)
        list->last = NULL;
    job->next = NULL;
    return job;
}

void
job_list_move(struct job_list *to, struct job_list *from)
{
    if (!from->first)
        return;
    if (to->last)
        to->last->next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
    *from = (struct job_list){0};
}

/* The part of the URL between its scheme and its path. */
static const char *
authority(const char *url, size_t *len)
{
    const char *at = strstr(url, "://");

    at = at ? at + 3 : url;
    *len = strcspn(at, "/?#");
    return at;
}

static void
append(struct lanes *lanes, struct lane *lane)
{
    lane->next = NULL;
    if (lanes->last)
        lanes->last->next = lane;
    else
        lanes->first = lane;
    lanes->last = lane;
}

static struct lane *
lane_of(struct lanes *lanes, const char *url)
{
    size_t len;
    const char *name = authority(url, &len);

    for (struct lane *lane = lanes->first; lane; lane = lane->next)
        if (lane->len == len && !memcmp(lane->name, name, len))
            return lane;
    struct lane *lane = calloc(1, sizeof(*lane) + len);
    if (!lane)
        abort();
    lane->len = len;
    memcpy(lane->name, name, len);
    append(lanes, lane);
    lanes->nlanes++;
    return lane;
}

void
lanes_add(struct lanes *lanes, struct courier_job *job)
{
    const int64_t until = job->submitted + job->timeout_ms;

    job->lane = lane_of(lanes, job->url);
    job_list_add(&job->lane->waiting, job);
    if (!lanes->nwaiting || until < lanes->until)
        lanes->until = until;
    lanes->nwaiting++;
}

/* Takes the lane behind `before` (NULL: the first) out of the row. */
static void
unlink_lane(struct lanes *lanes, struct lane *before, struct lane *lane)
{
    if (before)
        before->next = lane->next;
    else
        lanes->first = lane->next;
    if (lanes->last == lane)
        lanes->last = before;
}

struct courier_job *
lanes_next(struct lanes *lanes, size_t each)
{
    struct lane *before = NULL;

    if (!lanes->nwaiting)
        return NULL;
    for (struct lane *lane = lanes->first; lane; lane = lane->next) {
        if (lane->waiting.first && lane->active < each) {
            unlink_lane(lanes, before, lane);
            append(lanes, lane); /* the others are before it next time */
            lane->active++;
            lanes->nwaiting--;
            return job_list_take(&lane->waiting);
        }
        before = lane;
    }
    return NULL;
}

static void
drop_empty_lanes(struct lanes *lanes)
{
    struct lane *before = NULL, *next;

    for (struct lane *lane = lanes->first; lane; lane = next) {
        next = lane->next;
        if (lane->active || lane->waiting.first) {
            before = lane;
            continue;
        }
        unlink_lane(lanes, before, lane);
        lanes->nlanes--;
        free(lane);
    }
}

void
lanes_leave(struct lanes *lanes, struct courier_job *job)
{
    job->lane->active--;
    job->lane = NULL;
    if (lanes->nlanes > LANES_KEPT)
        drop_empty_lanes(lanes);
}

static void
give_up(
    struct lanes *lanes, struct lane *lane, int64_t now, struct job_list *over)
{
    struct job_list kept = {0};
    struct courier_job *job;

    while ((job = job_list_take(&lane->waiting))) {
        const int64_t until = job->submitted + job->timeout_ms;

        if (until > now) {
            if (until < lanes->until)
                lanes->until = until;
            job_list_add(&kept, job);
            continue;
        }
        job->lane = NULL;
        lanes->nwaiting--;
        job_list_add(over, job);
    }
    lane->waiting = kept;
}

void
lanes_give_up(struct lanes *lanes, int64_t now, struct job_list *over)
{
    lanes->until = INT64_MAX;
    for (struct lane *lane = lanes->first; lane; lane = lane->next)
        give_up(lanes, lane, now, over);
}

void
lanes_done(struct lanes *lanes)
{
    drop_empty_lanes(lanes);
    *lanes = (struct lanes){0};
}
