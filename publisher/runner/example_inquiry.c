/* Playing a question about a message: the request, and what its answer gives.
 */
#include "example_parts.h"

#include <string.h>

struct asking { /* `query`, `recall` */
    struct value_text from, to, reference, message_id;
};

#define ASKING(member) offsetof(struct asking, member)

static const struct keys_row asking_keys[] = {
    {"from", keys_text, ASKING(from), .help = "the sender"},
    {"to", keys_text, ASKING(to), .help = "the recipient, E.164 with its plus"},
    {"reference", keys_text, ASKING(reference), .help = "ours"},
    {"message_id", keys_text, ASKING(message_id),
        .help = "the provider's, if it gave one"},
    {0},
};

struct given { /* `gives` */
    struct value_text result, report, class;
};

#define GIVEN(member) offsetof(struct given, member)

static const struct keys_row given_keys[] = {
    {"result", keys_text, GIVEN(result),
        .help = "reported, never_taken, recalled, too_late or unknown"},
    {"report", keys_text, GIVEN(report),
        .help = "none, accepted, sent, delivered, read, failed or expired"},
    {"class", keys_text, GIVEN(class), .help = "why it failed"},
    {0},
};

static void
compare_answer(struct stage *stage, const struct inquiry_answer *answer)
{
    const struct node *at = stage->example->gives;
    const bool reported = answer->result == INQUIRY_REPORTED;
    const char *class =
        answer->reason == REASON_FAILED ? NULL : reason_words[answer->reason];
    struct given given = {0};

    if (!example_read(stage, at, "gives", given_keys, &given))
        return;
    if (!given.result.text && !given.report.text)
        example_wrong(stage, at, "'gives' has a 'result' or a 'report'");
    example_compare(stage, at, "the result",
        inquiry_result_words[answer->result],
        example_either(&given.result, inquiry_result_words[INQUIRY_REPORTED]));
    if (reported)
        example_compare(stage, at, "the report", report_words[answer->report],
            example_either(&given.report, ""));
    example_compare(stage, at, "class", class, given.class.text);
    if (class && !given.class.text)
        example_differs(
            stage, at, "class is '%s', and the example has none", class);
}

void
example_play_inquiry(struct stage *stage, enum inquiry_kind kind)
{
    const struct node *tree =
        kind == INQUIRY_QUERY ? stage->example->query : stage->example->recall;
    struct workspace_channel channel;
    struct asking asking = {0};
    struct inquiry_answer answer;
    struct failure failure = {0};

    if (!example_read(stage, tree, inquiry_words[kind], asking_keys, &asking) ||
        !example_channel(stage, &channel))
        return;
    const struct message message = {
        .channel = &channel,
        .provider = stage->provider,
        .from = example_either(&asking.from, "EXAMPLE"),
        .to = example_either(&asking.to, "+393331234513"),
        .reference = example_either(&asking.reference, "example-1"),
        .message_id = asking.message_id.text,
    };
    auto_(courier_job) struct courier_job *job =
        inquiry_make(&message, kind, &failure);
    if (!job) {
        example_differs(
            stage, tree, "no request can be made: %s", failure.text);
        return;
    }
    example_compare_request(stage, job);
    if (!example_answer(stage, job))
        return;
    *(kind == INQUIRY_QUERY ? &stage->play->tried->queried
                            : &stage->play->tried->recalled) = true;
    inquiry_read(&answer, &job->arena, stage->provider, kind, job);
    compare_answer(stage, &answer);
}
