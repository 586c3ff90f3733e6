/* The table of codes, in alphabetical order. */
#include "codes.h"

#include <string.h>

#define ERROR SEVERITY_ERROR
#define WARNING SEVERITY_WARNING
#define NOTE SEVERITY_NOTE

static const struct code codes[] = {
    {"callback-unknown", ERROR,
        "The flow names a callback profile that fallback.yaml does not have.",
        "Name one of its callback_profiles, or add it there."},
    {"category-missing", ERROR,
        "The flow does not say what it is for, and defaults and rules depend "
        "on that.",
        "Add 'category: authentication', 'utility' or 'marketing'."},
    {"channel-missing", ERROR, "A position of the flow names no channel.",
        "Add 'channel:' with one of the channels of fallback.yaml."},
    {"channels-missing", ERROR,
        "The flow has no channels, so nothing could be sent.",
        "Add at least one channel, better two."},
    {"consent-assumed", WARNING,
        "A marketing flow sends without asking whether the recipient agreed.",
        "Say 'consent: required' to have each invocation state it, or "
        "'consent: recorded' to have it looked up."},
    {"delay-missing", ERROR,
        "A channel does not say how long its report is waited for.",
        "Add 'delay:' with a time such as 60s; the last channel's delay ends "
        "the flow."},
    {"delay-out-of-range", ERROR,
        "A delay is shorter than the workspace's min_delay, or longer than "
        "72 hours.",
        "Set it within that range."},
    {"dlt-missing", WARNING,
        "An SMS template for India lacks the ids of the DLT register, "
        "without which operators drop the message.",
        "Add 'dlt:' with entity_id and template_id to the template."},
    {"file-passed-over", WARNING,
        "Something in a folder of the workspace is not looked at: only files "
        "there whose names end in .yaml are.",
        "Rename the file to end in .yaml; take what is in folders out of them."},
    {"file-unreadable", ERROR, "A file of the workspace could not be read.",
        "Look at its permissions and at the disk."},
    {"format-impossible", ERROR,
        "The canonical form has no place for a comment, or would change a "
        "value, so 'fmt' leaves the file as it is.",
        "Move or delete the comment, or write the value plainly."},
    {"format-unsupported", ERROR,
        "The file says that it is of a format that this program does not "
        "know.",
        "Use 'fallback: 1', or a newer program."},
    {"id-mismatch", ERROR,
        "A flow was pushed under another Workflow ID than its own.",
        "Push it under the Workflow ID that its YAML has."},
    {"id-taken", ERROR,
        "Two flows have the same Workflow ID, so one would overwrite the "
        "other.",
        "Take the id out of the copy and run 'fallback-publish fmt "
        "--assign-id'."},
    {"import-left-out", WARNING,
        "A part of what was imported has no place in the templates folder.",
        "Look whether it matters, and write that template by hand if it "
        "does."},
    {"import-wrong", ERROR,
        "What was imported is not what it should be, so nothing was written.",
        "Correct the file, or fetch the listing again."},
    {"input-default-mismatch", ERROR,
        "The default of an input breaks the input's own pattern or "
        "max_length.",
        "Correct the default, or what it has to match."},
    {"input-default-sensitive", WARNING,
        "A sensitive input has a default, which everybody who reads the file "
        "knows.",
        "Take the default out, or 'sensitive: true'."},
    {"input-name-malformed", ERROR,
        "The name of an input cannot be written between {{ and }}.",
        "Use at most 32 of a-z, 0-9 and _, and begin with a letter."},
    {"input-pattern-wrong", ERROR,
        "The pattern of an input is not a POSIX extended expression that we "
        "accept.",
        "Correct it as the message says; it must match the whole value."},
    {"input-sensitive-hint", NOTE,
        "An input looks like a one-time code and is not marked as sensitive.",
        "Add 'sensitive: true' so that it is masked in logs and erased "
        "early, or 'sensitive: false' if it is no secret."},
    {"input-undeclared", ERROR,
        "A parameter uses an input that the flow does not declare.",
        "Declare it under inputs, or correct its name."},
    {"input-unlimited", WARNING,
        "An input of any length fills a parameter that takes only a few "
        "characters.",
        "Give the input a max_length, or a pattern that limits it."},
    {"input-unused", WARNING, "An input is declared, and no channel uses it.",
        "Use it in a parameter, or take it out."},
    {"kaleyra-refuses", NOTE,
        "Kaleyra's own wizard would not accept this flow; with '--profile "
        "kaleyra' this is an error.",
        "Change it if the flow has to run on Kaleyra, else leave it."},
    {"key-missing", ERROR, "A key that this map must have is not there.",
        "Add it."},
    {"key-unknown", ERROR,
        "A key is not one of this format's, so it would have no effect.",
        "Correct its spelling, or take it out."},
    {"language-missing", ERROR,
        "A channel names a template without its language.",
        "Add 'language:' with one of the template's languages."},
    {"media-missing", ERROR,
        "The header of the template shows an image, a video or a document, "
        "and the channel gives none.",
        "Add 'media: {url: https://...}' to the channel."},
    {"media-not-https", WARNING,
        "The address of the media is not https, which platforms may refuse "
        "to fetch.",
        "Serve it over https."},
    {"media-unused", WARNING,
        "The channel gives media, and the template has no header to show it.",
        "Take 'media' out, or pick a template with a header for it."},
    {"not-after-too-short", WARNING,
        "When every delay runs out, a later channel would begin after "
        "not_after and is never tried.",
        "Raise not_after, or lower the delays before that channel."},
    {"one-channel-only", WARNING,
        "The flow has one channel, so there is nothing to fall back to.",
        "Add a second channel."},
    {"parameter-blank", WARNING,
        "A parameter of an SMS has an empty value, so its text has a hole.",
        "Give it a text or an input."},
    {"parameter-empty", ERROR,
        "A parameter has an empty value, which the platform refuses.",
        "Give it a text or an input."},
    {"parameter-extra", ERROR,
        "The channel gives a parameter that its template does not have.",
        "Take it out, or correct its name."},
    {"parameter-missing", ERROR,
        "The template needs a parameter that the channel does not give.",
        "Add it to params."},
    {"parameter-placeholder", ERROR,
        "A value holds {{ and }} with no name of an input between them.",
        "Write an input as {{name}}."},
    {"parameter-text-wrong", ERROR,
        "A value holds a new line, a tab or more than four blanks in a row, "
        "which the platform refuses.",
        "Write the value on one line with single blanks."},
    {"parameter-too-long", ERROR,
        "The value of a parameter can get longer than the platform takes.",
        "Shorten its text, or lower the max_length of its input."},
    {"prefix-malformed", ERROR,
        "An item of only_for or skip_for is not a country prefix.",
        "Write a plus and the digits of a country code in quotes, such as "
        "\"+39\"."},
    {"price-unknown", NOTE,
        "A channel has no price, so costs cannot be worked out.",
        "Add 'price:' to the channel in fallback.yaml."},
    {"provider-example-differs", ERROR,
        "An example of a provider's file goes another way than it says.",
        "Correct the example, or the part of the file that it tries out."},
    {"provider-kind-mismatch", ERROR,
        "A channel of one kind uses a provider of another.",
        "Use a provider of the channel's kind, or correct the kind."},
    {"provider-untried", WARNING,
        "No example of a provider's file tries this part of it.",
        "Record an exchange that does: a mistake in it would show only with "
        "real messages."},
    {"provider-wrong", ERROR,
        "A provider's file asks for something that there is not.",
        "Correct it as the message says; fallback-provider(5) has the keys "
        "and the fields."},
    {"reason-twice", ERROR,
        "The same reason moves on to the next channel and stops the flow.",
        "Keep it in fallback_on or in stop_on."},
    {"reason-unknown", ERROR,
        "A word of fallback_on or stop_on is not a reason to leave a channel.",
        "Use failed, timeout or one of the error classes of fallback-flow(5)."},
    {"retry-impossible", ERROR,
        "The channel would be sent again after an unknown result, and its "
        "provider does not recognise repeats.",
        "Use 'on_unknown: hold' or 'on_unknown: fallback'."},
    {"same-channel-twice", WARNING,
        "Two positions send the same template on the same channel.",
        "Use another channel or template, or take one of them out."},
    {"secret-in-yaml", ERROR, "A secret stands in a file that goes into git.",
        "Write {env: NAME} or {file: path} in its place, and change the "
        "secret."},
    {"send-window-authentication", NOTE,
        "A flow for codes has a send window, so codes asked for outside of "
        "it are held back.",
        "Leave send_window out of authentication flows."},
    {"send-window-wrong", ERROR,
        "The send window has a wrong time, an unknown time zone, or no "
        "length.",
        "Write from and to as \"09:00\", and a zone such as Europe/Rome."},
    {"sender-malformed", ERROR,
        "A sender has a form that its kind of channel does not take.",
        "Correct it as the message says."},
    {"sender-missing", ERROR, "A channel of the flow does not say who sends.",
        "Add 'from:' with one of the channel's senders."},
    {"sender-not-of-channel", ERROR,
        "The sender is not one of those that fallback.yaml lists for the "
        "channel.",
        "Use one of them, or add it there."},
    {"sender-unknown", ERROR,
        "An environment renames a sender that no channel has.",
        "Correct its name, or take the line out."},
    {"setting-missing", ERROR,
        "A channel lacks a setting that its provider needs.",
        "Add it to the channel's settings in fallback.yaml."},
    {"setting-unknown", ERROR,
        "A channel has a setting that its provider does not know.",
        "Correct its name, or take it out."},
    {"signature-keys-missing", ERROR,
        "fallback.yaml requires signed flows, but names no key that may sign.",
        "Add the public keys to 'keys' of 'signatures'."},
    {"signature-missing", ERROR,
        "The runner serves signed flows only, and this one came unsigned.",
        "Push with 'fallback-publish push --sign KEY'."},
    {"signature-wrong", ERROR,
        "The signature of the flow is of another content or of another key "
        "than the runner's fallback.yaml names.",
        "Push with 'fallback-publish push --sign KEY', with a key whose "
        "public half the runner knows."},
    {"sms-several-parts", WARNING,
        "The SMS can get so long that it is sent, and paid for, in several "
        "parts.",
        "Shorten the text or its inputs, or replace the character that makes "
        "it Unicode."},
    {"sms-unicode", NOTE,
        "A character that GSM-7 lacks makes the SMS Unicode, which holds 70 "
        "characters instead of 160.",
        "Replace the character that the message names."},
    {"success-read-impossible", ERROR,
        "The channel waits for a report of reading, which an SMS never sends.",
        "Use 'success: delivered'."},
    {"success-read-unlikely", NOTE,
        "Many recipients turn reports of reading off, and would get the next "
        "channel too.",
        "Use 'success: delivered' unless being read is what matters."},
    {"template-duplicate", ERROR,
        "Two templates have the same kind, name and language.",
        "Keep one of them."},
    {"template-missing", ERROR,
        "The channel names no template, or one that its kind does not have.",
        "Correct the name, or add the template to the templates folder."},
    {"template-not-approved", ERROR,
        "The template is not approved, so the platform would refuse it.",
        "Pick an approved one: 'fallback-publish templates status' lists them. "
        "If the platform has approved it since, import the templates again."},
    {"template-other-category", WARNING,
        "The template is of another category than the flow, so it is billed "
        "and delivered by other rules than the flow says.",
        "Pick a template of the flow's category, or change the flow's."},
    {"template-placeholder", ERROR,
        "A variable in the text of a template is not written as its kind "
        "requires.",
        "Write {{1}} or {{name}} on WhatsApp and RCS, {#var#} in an SMS."},
    {"template-status-stale", WARNING,
        "The status of the template was looked up more than 7 days ago and "
        "may have changed.",
        "Import it again: 'fallback-publish templates import'."},
    {"template-wrong-category", ERROR,
        "A code goes out as marketing, which platforms cap, delay and let "
        "recipients refuse.",
        "Pick an authentication template."},
    {"template-wrong-kind", ERROR,
        "The template exists, for another kind of channel.",
        "Pick one of the channel's kind."},
    {"template-wrong-language", ERROR,
        "The template exists, in other languages.",
        "Use one of the languages that the hint lists."},
    {"text-too-long", ERROR,
        "With its longest values the text of the message is longer than the "
        "platform takes.",
        "Shorten the values, or lower the max_length of the inputs."},
    {"title-mismatch", ERROR,
        "A flow was pushed under another title than its own.",
        "Push it under the title that its YAML has."},
    {"title-missing", ERROR, "The flow has no title.",
        "Add 'title:' with a few words."},
    {"title-taken", ERROR,
        "Two flows have the same title, apart from upper and lower case.",
        "Give one of them another title."},
    {"title-too-long", ERROR, "The title has more than 80 characters.",
        "Shorten it, and put the rest into 'description'."},
    {"too-many-channels", ERROR, "The flow has more than 8 channels.",
        "Take some out."},
    {"ttl-outlives-delay", WARNING,
        "The platform keeps trying after the flow has moved on, so a late "
        "message is likely to become a double.",
        "Make the template's time to live at most the delay, or the delay at "
        "least the time to live; 'withdraw: never' says that doubles are "
        "accepted."},
    {"unknown-channel", ERROR,
        "The flow names a channel that fallback.yaml does not have.",
        "Name one of its channels, or add it there."},
    {"unknown-provider", ERROR, "A channel names a provider that is not there.",
        "Name one of the providers, or add its file to providers/."},
    {"url-wrong", ERROR, "An address does not begin with http:// or https://.",
        "Write the whole address."},
    {"value-kind", ERROR,
        "A text, a list or a map stands where another of them belongs.",
        "Write what the message asks for."},
    {"value-wrong", ERROR, "A value is not one of those that its key takes.",
        "Write what the message asks for."},
    {"withdraw-impossible", ERROR,
        "The flow must take the message back before it moves on, and the "
        "channel can neither recall it nor let it expire in time.",
        "Use 'withdraw: auto', another provider, or a template whose time to "
        "live ends with the delay."},
    {"wizard-in-flow", ERROR,
        "A published flow holds 'wizard:', which belongs to drafts.",
        "Take it out, or save the flow from the wizard."},
    {"workflow-id-missing", ERROR,
        "The flow has no Workflow ID, by which it is published and invoked.",
        "Run 'fallback-publish fmt --assign-id'."},
    {"workflow-id-version", NOTE,
        "The Workflow ID is a UUID of another version than 7, such as one "
        "that came from Kaleyra.",
        "Nothing has to be done."},
    {"workflow-id-wrong", ERROR, "The Workflow ID is not a UUID.",
        "Take it out and run 'fallback-publish fmt --assign-id'."},
    {"yaml-alias", ERROR, "The file uses an alias, which we do not accept.",
        "Write the value out."},
    {"yaml-anchor", ERROR, "The file sets an anchor, which we do not accept.",
        "Write the value out where it is needed."},
    {"yaml-duplicate-key", ERROR, "A map has the same key twice.",
        "Keep one of them."},
    {"yaml-empty", ERROR, "There is nothing in the file.",
        "Write it, or delete the file."},
    {"yaml-merge-key", ERROR,
        "The file uses the merge key '<<', which we do not accept.",
        "Write the keys out."},
    {"yaml-not-utf8", ERROR, "The file holds bytes that are not UTF-8.",
        "Save it as UTF-8."},
    {"yaml-nul", ERROR, "The file holds a NUL byte.",
        "Look whether it is a text file at all."},
    {"yaml-several-documents", ERROR,
        "The file holds more than one YAML document.",
        "Make each a file of its own."},
    {"yaml-syntax", ERROR, "The file is not well-formed YAML.",
        "Look at the line and the one before it: indentation, quotes and "
        "colons."},
    {"yaml-tag", ERROR, "The file uses a tag, which we do not accept.",
        "Leave it out: every value is text."},
    {"yaml-too-big", ERROR,
        "The file is larger than any of its kind has to be.",
        "Split it, or look whether it is the right file."},
    {"yaml-too-deep", ERROR,
        "Lists and maps are nested more than 16 levels deep.", "Flatten them."},
    {"yaml-too-many", ERROR,
        "The file holds more values than any of its kind has to.",
        "Split it, or look whether it is the right file."},
};

static int
compare(const void *name, const void *row)
{
    return strcmp(name, ((const struct code *)row)->name);
}

const struct code *
code_find(const char *name)
{
    return bsearch(name, codes, ARRAY_LEN(codes), sizeof(codes[0]), compare);
}

const struct code *
codes_all(size_t *n)
{
    *n = ARRAY_LEN(codes);
    return codes;
}
