/* Questions on their way, and their answers. */
#include "asking.h"

#include <string.h>

#include "callback.h"
#include "digest.h"
#include "reference.h"

#define QUERY_TIMEOUT_MS 10000 /* an answer after the delay still says much */

struct question { /* the data of its job, in the job's arena */
    struct errand errand;
    uint8_t id[STORE_ID_SIZE];
    uint8_t position;
    enum inquiry_kind kind;
    const struct provider *provider;
    const char *channel;
};

void
asking_tell(struct runner *runner, const uint8_t id[STORE_ID_SIZE],
    uint8_t position, enum inquiry_kind kind,
    const struct inquiry_answer *answer)
{
    struct drive_event event = {
        .event =
            {
                .kind = kind == INQUIRY_QUERY ? EVENT_QUERIED : EVENT_WITHDRAWN,
                .position = position,
                .report = answer->report,
                .reason = answer->reason,
                .never_taken = answer->result == INQUIRY_NEVER_TAKEN,
                .withdrawn = answer->result == INQUIRY_RECALLED,
                .too_late = answer->result == INQUIRY_TOO_LATE,
            },
        .words = answer->words,
    };

    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, id, &event);
}

static void
tell_log(struct runner *runner, const struct question *question,
    const struct inquiry_answer *answer)
{
    if (answer->reason == REASON_AUTH || answer->reason == REASON_PAYMENT)
        runner_log(runner, "alarm: channel '%s': %s, when asked for a %s",
            question->channel, reason_words[answer->reason],
            question->kind == INQUIRY_QUERY ? "status" : "recall");
    if (question->kind == INQUIRY_RECALL && answer->result != INQUIRY_RECALLED)
        runner_log(runner,
            "channel '%s': a message that was left may still arrive: %s",
            question->channel, answer->words);
}

static void
answered(struct runner *runner, struct courier_job *job)
{
    const struct question *question = job->data;
    struct inquiry_answer answer;

    inquiry_read(&answer, &job->arena, question->provider, question->kind, job);
    tell_log(runner, question, &answer);
    asking_tell(
        runner, question->id, question->position, question->kind, &answer);
}

struct courier_job *
asking_make(struct runner *runner, const struct published *published,
    const struct invocation *invocation,
    const struct store_execution *execution, uint8_t position,
    enum inquiry_kind kind, struct failure *failure)
{
    const struct flow_channel *step = &published->flow->channels[position];
    const struct workspace_channel *channel = published->channels[position];
    char reference[REFERENCE_SIZE];
    struct arena arena = {0};

    reference_format(reference, execution->id, position);
    const struct message message = {
        .channel = channel,
        .provider = workspace_provider(runner->workspace, channel),
        .from = workspace_sender(runner->workspace, step->from.text),
        .to = invocation->recipients[position],
        .reference = reference,
        .message_id = callback_noted_id(&arena, execution->notes, position),
        .root = runner->workspace->root,
    };
    struct courier_job *job = inquiry_make(&message, kind, failure);
    arena_free(&arena);
    if (!job)
        return NULL;
    struct question *question = arena_alloc(&job->arena, sizeof(*question));
    *question = (struct question){
        .errand.answered = answered,
        .position = position,
        .kind = kind,
        .provider = message.provider,
        .channel = channel->name.text,
    };
    memcpy(question->id, execution->id, STORE_ID_SIZE);
    job->data = question;
    job->timeout_ms =
        kind == INQUIRY_QUERY ? QUERY_TIMEOUT_MS : ENGINE_WITHDRAW_MS;
    return job;
}
