/** Bytes of a frame that comes before its sender was admitted. */
export const MAX_FIRST_MESSAGE_BYTES = 64 * 1024;
/** Bytes of a frame without a picture or sound. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Bytes of any frame: pictures of 8 MiB as base64 must pass (conformance S-02), with their message around them. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024 + 64 * 1024;
/** Characters of instructions: beyond the context window of the models this server works with. */
export const MAX_INSTRUCTIONS_CHARS = 200_000;
/** Characters of one text a user types or replays. */
export const MAX_TEXT_CHARS = 32_000;
/** Characters of one transcript that a client makes itself: minutes of speech. */
export const MAX_TRANSCRIPT_CHARS = 4_000;
/** Characters of all texts of one message, or of a tool's output: more than any history keeps. */
export const MAX_TEXTS_CHARS = 10 * MAX_TEXT_CHARS;
/** Tools one session may declare, as in OpenAI's chat API. */
export const MAX_TOOLS = 128;
/** Characters of one tool as JSON: a long description, and a schema of some hundred members. */
export const MAX_TOOL_CHARS = 16 * 1024;
/** Characters of all tools of a session as JSON. */
export const MAX_TOOLS_CHARS = 128 * 1024;
/** Content parts of one conversation item. */
export const MAX_PARTS = 100;
/** Characters of a session description; browsers write 5 000 to 15 000. */
export const MAX_SDP_CHARS = 100_000;
/** Characters of one ICE candidate line (RFC 8839 §5.1); real ones stay below 300. */
export const MAX_CANDIDATE_CHARS = 2_000;
/** Bytes of a WebSocket close reason (RFC 6455 §5.5: 125 less two for the code). */
export const MAX_CLOSE_REASON_BYTES = 123;
