/** The error of an import file as a whole; every reader throws it, and the runner shows its message. */

/** The file is not in the declared format and cannot be read further. The message is shown to the client. */
export class UnreadableFile extends Error {}
