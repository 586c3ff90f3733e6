/*
 * Fields: what a provider's file may name between { and }. The list is closed:
 * a new one is a row in fields.c. A field that has nothing to say is empty; a
 * value of JSON that is exactly one field takes its type.
 *   settings.NAME          a setting of the channel
 *   from, to               sender and recipient; to is E.164 with its +
 *   from.digits, to.digits the same without the +
 *   text                   the body with its values
 *   header, media_url      of the template's header
 *   reference              ours, to come back with each report
 *   message_id             the provider's id; of a question about a message
 *   report_url             where reports are to go
 *   sms.coding             number: 0 for GSM-7, 2 for UCS-2 (as Kannel does)
 *   sms.encoding           GSM-7 or UCS-2
 *   sms.parts              number of parts
 *   sms.type               OTP, TXN or MKT
 *   expiry.seconds         number: how long the message may be tried, rounded
 *   expiry.minutes         up and kept within the provider's range
 *   expiry.duration        the same as 90s
 *   expiry.until           the same as the instant of its end, RFC 3339, UTC
 *   template.name, template.language, template.category
 *   dlt.entity_id, dlt.template_id
 *   params.NAME            the value of a parameter: code, 1, header.1
 *   params.list            list of the body's values, in the template's order
 *   params.object          the same by their names
 *   meta.components        Meta's `components` of a template message
 *   rcs.template_id        the platform's id of a template that takes no values
 *   rcs.text               the text, where that has nothing
 *   kaleyra.type, kaleyra.params, kaleyra.code
 *                          of a WhatsApp template as Kaleyra's V1 API takes it
 * A question about a message that was handed over (`query`, `recall`) has only
 * settings, sender, recipient, reference and message_id: the rest is gone.
 */
#pragma once

#include "arena.h"
#include "failure.h"
#include "message.h"

enum fields_use { FIELDS_SEND, FIELDS_ASK };

struct fields {
    const struct message *message;
    struct arena *arena;
    const char **secrets; /* those that were read, from the arena */
    size_t nsecrets;
    bool lacks_id;      /* message_id was wanted, and there is none */
    bool has_reference; /* the reference was wanted */
};

enum field_kind { FIELD_TEXT, FIELD_JSON }; /* a number, a list, an object */

struct field {
    enum field_kind kind;
    const char *text; /* NULL: empty; FIELD_JSON: as JSON spells it */
};

/* NULL when the name is a field for this provider and use, else the nearest
 * one, or "" where none is near. */
const char *fields_correct(struct arena *arena, const struct provider *provider,
    enum fields_use use, const char *name);

/* False when a setting is missing or a secret cannot be read. The name is a
 * field. */
bool fields_get(struct fields *fields, const char *name, struct field *field,
    struct failure *failure);

/* Remembers a text made of secrets as one: a credential in base64. */
void fields_hide(struct fields *fields, const char *secret);
