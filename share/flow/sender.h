/*
 * What may stand as the sender of a message, by the kind of the channel. The
 * form alone: whether a platform has approved it is not known here.
 * Facts: 3GPP TS 23.040 9.1.2.5 (11 characters), the operators' common rules
 * (letters, digits and blank, at least one letter), ITU-T E.164.
 */
#pragma once

enum sender_shape {
    SENDER_NONE,       /* no sender at all, or of no form that we know */
    SENDER_NUMBER,     /* an E.164 number with its plus */
    SENDER_SHORT_CODE, /* 3 to 8 digits */
    SENDER_NAME,       /* 1 to 11 of A-Z a-z 0-9 and blank, with a letter */
};

/* The form of an SMS sender; a name neither begins nor ends with a blank. */
enum sender_shape sender_sms_shape(const char *sender);

/*
 * NULL if the sender fits the kind, else the reason to print after it ("is
 * longer than 11 characters"), static. sms: any shape but SENDER_NONE;
 * whatsapp: an E.164 number; rcs: an agent id, 1 to 128 of A-Z a-z 0-9 and
 * . _ - @; any other kind: anything that is not empty.
 */
const char *sender_fault(const char *kind, const char *sender);
