/*
 * A flow: what is sent to one recipient, on which channels, in which order,
 * and when to move on from one to the next. Read from flows/NAME.yaml
 * (fallback-flow(5)), written by the wizard.
 */
#pragma once

#include "arena.h"
#include "finding.h"
#include "mark.h"
#include "node.h"
#include "text.h"

#define FLOW_FORMAT 1
#define FLOW_CHANNELS_MAX 8
#define FLOW_BYTES_MAX (256 * 1000)
#define FLOW_DELAY_MAX_MS (INT64_C(72) * 3600 * 1000)
#define FLOW_TITLE_MAX 80 /* characters */

enum category { CATEGORY_AUTHENTICATION, CATEGORY_UTILITY, CATEGORY_MARKETING };

/* What counts as success on a channel. */
enum success { SUCCESS_SENT, SUCCESS_DELIVERED, SUCCESS_READ };

enum withdraw { WITHDRAW_AUTO, WITHDRAW_NEVER, WITHDRAW_REQUIRE };

/* What to do when nobody knows whether a message was handed over. */
enum on_unknown { ON_UNKNOWN_HOLD, ON_UNKNOWN_RETRY, ON_UNKNOWN_FALLBACK };

enum consent { CONSENT_ASSUMED, CONSENT_REQUIRED, CONSENT_RECORDED };

enum when_spent { WHEN_SPENT_HOLD, WHEN_SPENT_STOP };

/*
 * Why a channel was left. The first two are the flow's own words in
 * `fallback_on`, the others the classes into which every provider's errors
 * are sorted.
 */
enum reason {
    REASON_FAILED,  /* a failed report */
    REASON_TIMEOUT, /* no final report within the delay */
    REASON_NOT_ON_CHANNEL,
    REASON_UNREACHABLE,
    REASON_BLOCKED,
    REASON_INVALID_RECIPIENT,
    REASON_EXPIRED,
    REASON_OTHER,
    REASON_OPTED_OUT,
    REASON_TEMPLATE_UNUSABLE,
    REASON_PARAMETERS_WRONG,
    REASON_AUTH,
    REASON_PAYMENT,
    REASON_RATE_LIMITED,
    REASON_PROVIDER_DOWN,
    REASON_COUNT,
};

/* The words of the files for each enum, in its order, NULL-ended. */
extern const char *const category_words[];
extern const char *const success_words[];
extern const char *const withdraw_words[];
extern const char *const on_unknown_words[];
extern const char *const consent_words[];
extern const char *const when_spent_words[];
extern const char *const reason_words[];

struct flow_input {
    struct value_text name;
    struct value_text pattern;      /* POSIX ERE on the whole value */
    struct value_number max_length; /* characters */
    struct value_text fallback;     /* `default`: used when none is brought */
    struct value_choice sensitive;
};

struct flow_param {
    struct value_text key;   /* "1" or a name; "header.1"; "button.0" */
    struct value_text value; /* fixed text with {{input}} inside */
};

struct flow_channel {
    struct mark at;
    struct value_text channel; /* a name of fallback.yaml's channels */
    struct value_text from, template_name, language;
    struct flow_param *params;
    size_t nparams;
    struct mark params_at;
    struct value_text media_url;
    struct value_time delay;
    struct value_choice success, withdraw, on_unknown;
    struct value_list fallback_on, stop_on; /* words of reason_words */
    struct value_list only_for, skip_for;   /* country prefixes: "+39" */
};

struct flow_window {
    struct value_text from, to; /* "09:00" */
    struct value_text timezone; /* "Europe/Rome" */
    struct mark at;
};

struct flow_budget {
    struct value_number fallbacks_per_hour;
    struct value_choice when_spent;
    struct mark at;
};

struct flow {
    struct arena arena; /* owns every pointer below */
    const char *file;   /* as findings name it */
    struct value_number format;
    struct value_text workflow_id, title, description, callback_profile;
    struct value_choice category, consent;
    struct value_time not_after, retain;
    struct flow_window send_window;
    struct flow_budget budget;
    struct flow_input *inputs;
    size_t ninputs;
    struct flow_channel *channels;
    size_t nchannels;
    const struct node *wizard; /* drafts and answers only */
};

/* Which files may hold the key `wizard:`. */
enum flow_source { FLOW_PUBLISHED, FLOW_DRAFT };

/*
 * Reads a flow. Every problem becomes a finding, all in one run; the flow
 * holds what could be read and is NULL only when the text is no YAML that we
 * accept. `file` names it in findings. flow_free() frees it.
 */
struct flow *flow_read(const char *file, const char *bytes, size_t len,
    enum flow_source source, struct findings *findings);

struct flow *flow_new(const char *file);
void flow_free(struct flow *flow); /* accepts NULL */
DEFINE_AUTO(flow, struct flow *, flow_free);

/*
 * Appends the flow as YAML in the canonical form: reading that and writing it
 * again gives the same bytes. Keys that were not given are left out.
 */
void flow_write(const struct flow *flow, struct text *out);

/* How long an invocation may live at the most, from first to last delay, ms:
 * not_after, or its default by category. */
int64_t flow_not_after(const struct flow *flow);

/* A title as it counts: no two flows may have the same of these. The caller
 * frees it. */
char *flow_title_key(const char *title);

/* False where only_for or skip_for leave the recipient (E.164 with '+', or
 * "" for nobody's number) out. */
bool flow_channel_is_for(
    const struct flow_channel *channel, const char *recipient);

const struct flow_input *flow_input(const struct flow *flow, const char *name);
const struct flow_param *flow_param(
    const struct flow_channel *channel, const char *key);
