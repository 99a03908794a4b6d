/** The properties of one error code. */
export interface ErrorFacts {
  /** The error is thrown, as a `CodedError`. */
  readonly thrown?: true;
  /** The error is sent to the client in a warning; the session goes on. */
  readonly warning?: true;
  /** The error ends the session with this WebSocket close code (RFC 6455 §7.4.1). */
  readonly close?: number;
  /** HTTP status of a request that is refused for the same reason. */
  readonly http?: number;
  /** Whether the same request may succeed later, with nothing changed on the client's side. */
  readonly retryable: boolean;
  /**
   * One sentence, without its full stop: the message on the wire unless the sender has a more exact one. Existing
   * clients compare some of them.
   */
  readonly sentence: string;
  /** Remedy, in full sentences. */
  readonly advice: string;
}

/** Every error that callers may branch on, wherever it appears. `docs/errors.md` and the wire's schemas come from it. */
export const ERRORS = {
  'audio.rate': {
    warning: true,
    retryable: false,
    sentence: 'Sound comes much faster than it is spoken: some is dropped',
    advice:
      'Send sound as it is recorded. A client that catches up may send 15 s at once, and three times as fast as real time after that; in transparency mode sound may come at any speed.',
  },
  'auth.invalid_license': {
    close: 1008,
    http: 401,
    retryable: false,
    sentence: 'Invalid license',
    advice:
      'Check the key: it is what `VISAVIS_LICENSE` was set to, or stands in the file `license` of the data folder. A token that was changed or cut short, or made with a license that is gone, is refused in the same way.',
  },
  'auth.token_expired': {
    close: 1008,
    http: 401,
    retryable: false,
    sentence: 'The token has expired',
    advice: 'Request a new token, shortly before it is used. A session that is open outlives its token.',
  },
  'auth.token_spent': {
    close: 1008,
    http: 401,
    retryable: false,
    sentence: 'The token was used before',
    advice: 'Request a new token for each session and each HTTP request, or make tokens without `single_use`.',
  },
  'auth.wrong_avatar': {
    close: 1008,
    http: 401,
    retryable: false,
    sentence: 'The token is for another avatar',
    advice: 'Leave the avatar out of the address to get the one of the token, or request a token for this avatar.',
  },
  'auth.wrong_page': {
    close: 1008,
    http: 403,
    retryable: false,
    sentence: 'The license may not be used from this page',
    advice:
      'Add the page’s origin to `VISAVIS_ORIGINS` or to the license, or request a token for that origin. A token for one page works on no other, and in no program that sends no `Origin`.',
  },
  'avatar.invalid_face': {
    thrown: true,
    retryable: false,
    sentence: 'The file of the face is damaged, cut short or something else',
    advice: 'Make the face again from its picture.',
  },
  'avatar.invalid_pack': {
    thrown: true,
    retryable: false,
    sentence: 'The avatar pack is damaged, cut short or of another face',
    advice: 'Nothing: the server logs it and prepares the pack again.',
  },
  'avatar.job_not_found': {
    thrown: true,
    http: 404,
    retryable: false,
    sentence: 'There is no such job',
    advice: 'Jobs are known by their `jobId` to the license that began them, for a day after they have ended.',
  },
  'avatar.listed': {
    thrown: true,
    http: 409,
    retryable: false,
    sentence: 'The avatar stands in the operator’s list, and is changed there',
    advice: 'Edit the file of `VISAVIS_AVATARS`, or the option `avatars`, and start the server again.',
  },
  'avatar.name_taken': {
    thrown: true,
    http: 409,
    retryable: false,
    sentence: 'There is an avatar with this name already',
    advice: 'Choose another name: ids and names of all avatars are compared without regard to case.',
  },
  'avatar.not_found': {
    thrown: true,
    close: 1008,
    http: 404,
    retryable: false,
    sentence: 'Avatar not found',
    advice: 'Leave the avatar out of the address to get the default one, or check its id or name.',
  },
  'avatar.not_yours': {
    thrown: true,
    http: 403,
    retryable: false,
    sentence: 'The avatar belongs to the server, or the key may not change avatars',
    advice:
      'Use the license that added the avatar, and no token. Avatars that were added by `visavis avatar add` are changed with the server’s own key.',
  },
  'avatar.one_layer': {
    thrown: true,
    http: 400,
    retryable: false,
    sentence: 'The face is of one layer: what is behind the person cannot be changed',
    advice: 'Make the face from a picture in which the person stands out, or leave its background as it is.',
  },
  'avatar.picture_address': {
    thrown: true,
    http: 400,
    retryable: false,
    sentence: 'The address of the picture cannot be used',
    advice:
      'Give an address that begins with https:// or http:// and leads to a picture on the public internet at once, at the usual port, without a user name and without a redirect. A picture from elsewhere is uploaded.',
  },
  'avatar.picture_download': {
    thrown: true,
    http: 422,
    retryable: true,
    sentence: 'The picture could not be downloaded',
    advice: 'Check that the address opens in a browser that is signed in nowhere, try again, or upload the picture.',
  },
  'avatar.too_many': {
    thrown: true,
    http: 409,
    retryable: false,
    sentence: 'The license has as many avatars as it may have',
    advice: 'Delete one that is not needed any more.',
  },
  'avatar.too_many_jobs': {
    thrown: true,
    http: 429,
    retryable: true,
    sentence: 'Too many avatars wait to be made',
    advice: 'Try again in a minute: they are made one after the other. A license may have five waiting.',
  },
  'avatar.unknown_background': {
    thrown: true,
    http: 400,
    retryable: false,
    sentence: 'There is no such background picture',
    advice: 'Name one that was added with `visavis background add`.',
  },
  'avatar.unknown_face': {
    thrown: true,
    retryable: false,
    sentence: 'There is no such face',
    advice: 'Name a face that ships or that was made on this server.',
  },
  'capacity.full': {
    close: 1013,
    retryable: true,
    sentence: 'All renderers are busy',
    advice:
      'Try again after `retry_after_s`, connect with `queue=1` to wait in line, or raise `VISAVIS_MAX_SESSIONS` where the machine has room.',
  },
  'capacity.license_full': {
    close: 1008,
    retryable: true,
    sentence: 'Connection limit exceeded',
    advice:
      'Close another session of the same license, connect with `queue=1` to wait in line, or raise the limit of the license.',
  },
  'config.background': {
    warning: true,
    retryable: false,
    sentence: 'The face cannot be shown before this background; its own is seen',
    advice:
      'The message says why: a face of one layer keeps the background of its picture, and a picture must have been added to the server.',
  },
  'config.background_rate': {
    warning: true,
    retryable: false,
    sentence: 'The background changes too often: the newest one is shown in a moment',
    advice:
      'Nothing has to be sent again. Send what a user has chosen, not each colour on the way: eight changes may come at once, and one every two seconds after that.',
  },
  'config.ignored': {
    warning: true,
    retryable: false,
    sentence: 'A setting was not understood, or has no effect here',
    advice: 'The message names it. Correct it, or leave it out.',
  },
  'config.invalid': {
    thrown: true,
    retryable: false,
    sentence: 'A variable or a file of the server’s configuration is wrong',
    advice: 'The message names it and says what it must be. The server does not start until it is corrected.',
  },
  'config.model': {
    warning: true,
    retryable: false,
    sentence: 'The server has no such model; its own one answers',
    advice: 'Leave the model out, or take its name from `realtime.session.created`.',
  },
  'config.turn_detection': {
    warning: true,
    retryable: false,
    sentence: '`semantic_vad` is done as `server_vad`',
    advice: 'Ask for `server_vad`, or leave the type out.',
  },
  'config.voice': {
    warning: true,
    retryable: false,
    sentence: 'The server has no such voice; the nearest one speaks',
    advice: 'The message lists the voices; choose one of them.',
  },
  'face.failed': {
    thrown: true,
    warning: true,
    http: 500,
    retryable: true,
    sentence: 'The process that reads pictures and makes faces of them ended, or took too long',
    advice: 'Try again, when the machine has less to do. If it happens with one picture only, save that picture again.',
  },
  'face.interrupted': {
    thrown: true,
    http: 500,
    retryable: true,
    sentence: 'The server has ended several times while this face was made',
    advice: 'Try again. If it happens with one picture only, save that picture again; the server’s log has the cause.',
  },
  'face.mouth_hidden': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'The mouth is hidden',
    advice: 'Use a picture in which nothing is before the mouth: no hand, no mask, no microphone.',
  },
  'face.not_a_picture': {
    thrown: true,
    warning: true,
    http: 415,
    retryable: false,
    sentence: 'The file is not a JPEG, PNG or WebP picture',
    advice:
      'Save the picture as JPEG or PNG. An iPhone does so after Settings, Camera, Formats, “Most Compatible”; a drawing in SVG is exported as PNG.',
  },
  'face.not_found': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'There is no face in the picture that could be found',
    advice:
      'Use a picture of one person from the front, in even light, the right way up, in which eyes, nose and mouth can be seen.',
  },
  'face.picture_damaged': {
    thrown: true,
    warning: true,
    http: 422,
    retryable: false,
    sentence: 'The picture is damaged or cut short',
    advice: 'Send it again, or open it in a program for pictures and save it again.',
  },
  'face.picture_too_big': {
    thrown: true,
    warning: true,
    http: 413,
    retryable: false,
    sentence: 'The picture has more than 40 million pixels, or more than 25 MB',
    advice: 'Make it smaller first: two thousand pixels are more than a face needs.',
  },
  'face.several': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'The picture shows several faces',
    advice:
      'Choose one by `face`: 1 is the leftmost. The message, and `faces` where there is room for it, say where each of them is. Or cut the picture to one person.',
  },
  'face.too_close': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'The picture shows too little around the face for a portrait',
    advice: 'Use a picture that shows the person down to the chest, or make a square face of it.',
  },
  'face.too_small': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'The picture or the face in it is too small',
    advice: 'Use a larger picture, or one taken from nearer: a face looks sharp from 200 pixels between the ears on.',
  },
  'face.turned': {
    thrown: true,
    http: 422,
    retryable: false,
    sentence: 'The face is turned too far to the side',
    advice:
      'Use a picture in which the person looks into the camera: up to 12° look right, from 20° on half of a face is missing.',
  },
  'face.unavailable': {
    thrown: true,
    warning: true,
    http: 501,
    retryable: false,
    sentence: 'The package that reads pictures and makes faces of them is not installed',
    advice: 'Install it beside the server: `npm install @visavis/face-maker`.',
  },
  flood: {
    warning: true,
    close: 1008,
    retryable: false,
    sentence: 'Too many messages',
    advice:
      'Messages beyond 250 a second or 6 MB a second are dropped; a client that keeps sending them is disconnected. Send sound in pieces of 20 to 100 ms, and pictures less often.',
  },
  'image.rate': {
    warning: true,
    retryable: false,
    sentence: 'More than five pictures a second: some are dropped',
    advice: 'Send pictures less often; one every second or two is enough to talk about.',
  },
  'image.size': {
    warning: true,
    retryable: false,
    sentence: 'The picture is damaged, or has more than 25 million pixels',
    advice: 'Make pictures smaller before they are sent: models look at about one million pixels.',
  },
  internal: {
    warning: true,
    close: 1011,
    retryable: true,
    sentence: 'Internal error',
    advice: 'Try again. The server’s log has the cause; please report it.',
  },
  'item.not_placed': {
    warning: true,
    retryable: false,
    sentence: 'The item’s id is taken, or there is no such place',
    advice: 'Use a new `id`, and an item that the history still holds as `previous_item_id`.',
  },
  'item.unknown': {
    warning: true,
    retryable: false,
    sentence: 'There is no such item, or it cannot be changed in that way',
    advice: 'Items are named by the events of the conversation; the oldest are forgotten after a while.',
  },
  'knowledge.invalid': {
    thrown: true,
    retryable: false,
    sentence: 'The knowledge file has mistakes',
    advice: 'The message names file, line and mistake. The server does not start until they are corrected.',
  },
  'media.closed': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'Picture and sound are lost; the conversation goes on as text',
    advice: 'Go on in writing, or open a new session to see and hear the face again.',
  },
  'media.interrupted': {
    warning: true,
    retryable: true,
    sentence: 'Picture and sound are interrupted: an ICE restart brings them back',
    advice: 'Send an offer with an ICE restart; the SDK does so by itself.',
  },
  'media.negotiation_failed': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'The session description or candidate could not be used',
    advice:
      'Answer the server’s offer before making one, keep VP8 or H.264 and Opus in the description, and end its lines with CRLF.',
  },
  'media.port_unavailable': {
    thrown: true,
    retryable: false,
    sentence: 'The UDP port for media is taken, or may not be opened',
    advice:
      'Stop the program that holds the port, or choose another by `VISAVIS_UDP_PORT`. The server does not start until it is free.',
  },
  'media.queue_full': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'A minute of speech waits already: what comes now is dropped',
    advice: 'Send speech no faster than it is spoken, or wait for `realtime.playback.done`.',
  },
  'model.changed': {
    thrown: true,
    retryable: false,
    sentence: 'A model is not what was downloaded',
    advice: 'Remove the model and add it again: `visavis models remove <name>`, `visavis models add <name>`.',
  },
  'model.download': {
    thrown: true,
    retryable: true,
    sentence: 'A model cannot be downloaded',
    advice:
      'Run the command again: what has arrived is kept. Where the machine has no way to the address, set `VISAVIS_MODELS_MIRROR` or `VISAVIS_MODELS_PROXY`, or copy the folder in by hand.',
  },
  'model.too_slow': {
    thrown: true,
    retryable: false,
    sentence: 'A voice is too slow for a conversation on this machine',
    advice: 'Use a smaller voice, or allow it with `VISAVIS_SLOW_VOICE=1`: replies have gaps then.',
  },
  'model.unusable': {
    thrown: true,
    retryable: false,
    sentence: 'A folder holds no model that can be used',
    advice: 'The message names what is missing. `visavis models check <folder>` reports it again after a change.',
  },
  'page.refused': {
    http: 403,
    retryable: false,
    sentence: 'This does not open the page',
    advice:
      'Open the newest address that the server has printed, on the machine that it runs on: each opens the page once. From elsewhere, enter the key on the page.',
  },
  'protocol.early_size': {
    close: 1009,
    retryable: false,
    sentence: 'More than 64 kB in one message before the session was connected',
    advice:
      'Send nothing longer before `conversation.connected.success`: keep large settings, such as many tools, until then. Our SDK does so by itself.',
  },
  'protocol.malformed': {
    warning: true,
    retryable: false,
    sentence: 'A message could not be read',
    advice: 'The message names what is wrong with it. It was passed over; correct it and send it again.',
  },
  'provider.failed': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'A recogniser, brain or voice has failed',
    advice: 'Say it again. If it happens often, look into the server’s log: the service behind it may be away.',
  },
  'provider.no_vision': {
    warning: true,
    retryable: false,
    sentence: 'The language model takes no pictures',
    advice: 'Send no pictures, or configure a model that looks at them.',
  },
  'provider.timeout': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'A recogniser, brain or voice did not answer in time',
    advice: 'Say it again. If it happens often, use a faster model or a machine with less to do.',
  },
  'recognizer.busy': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'Too many people speak at once for the recogniser: this utterance was not understood',
    advice: 'Say it again. If it happens often, give the server more cores, or fewer sessions.',
  },
  'request.invalid': {
    http: 400,
    retryable: false,
    sentence: 'The request cannot be read',
    advice: 'The message names the part that is wrong. The reference has the form of every request.',
  },
  'request.needs_license': {
    http: 403,
    retryable: false,
    sentence: 'A token cannot do this: use the license',
    advice: 'Send the license from your own server. A token that a page holds opens sessions and reads, no more.',
  },
  'request.not_found': {
    http: 404,
    retryable: false,
    sentence: 'Not found',
    advice: 'Check path and method. The reference has every request.',
  },
  'request.too_large': {
    http: 413,
    retryable: false,
    sentence: 'Too much',
    advice: 'Send less: the reference has the limit of each request.',
  },
  'request.too_many': {
    http: 429,
    retryable: true,
    sentence: 'Too many requests',
    advice: 'Wait for the answers to earlier requests of the same address.',
  },
  'request.while_loading': {
    http: 503,
    retryable: true,
    sentence: 'Still loading',
    advice: 'Ask again in a second. `/healthz` reports when the server is ready.',
  },
  'session.gone': {
    close: 1008,
    http: 410,
    retryable: false,
    sentence: 'Session gone',
    advice: 'The session has ended, or the client was away for too long. Open a new one.',
  },
  'session.idle': {
    close: 1000,
    retryable: true,
    sentence: 'Idle for too long',
    advice:
      'Answer the offer, or say something, within 15 s. Open a new session when there is something to say, or raise `VISAVIS_IDLE_TIMEOUT_S`.',
  },
  'session.resumed_elsewhere': {
    warning: true,
    close: 1000,
    retryable: false,
    sentence: 'Resumed elsewhere',
    advice:
      'Nothing, where your own program came back: the session goes on over the newer socket. Otherwise its resume token is in other hands: end the session and open a new one.',
  },
  'session.server_stopping': {
    close: 1001,
    retryable: true,
    sentence: 'Server is shutting down',
    advice: 'Open a new session in a moment.',
  },
  'tool.invalid_call': {
    warning: true,
    retryable: true,
    sentence: 'The language model called a tool in a way that cannot be run',
    advice:
      'The message says what was wrong: a tool that was not offered, unreadable arguments, or too many calls. Simpler descriptions and parameters help the model.',
  },
  'tool.unknown_call': {
    warning: true,
    retryable: false,
    sentence: 'No tool was called under this call_id, or it was answered before',
    advice: 'Send one output for each call, under the `call_id` of its event.',
  },
  'transparency.unused': {
    warning: true,
    retryable: false,
    sentence: 'Nothing answers in transparency mode, so that this message has no effect',
    advice: 'Send sound or `realtime.say`, or connect without `model=transparency`.',
  },
  'voice.foreign': {
    warning: true,
    retryable: false,
    sentence: 'The voice cannot speak the language of this answer',
    advice: 'Show the text of the answer, or configure a voice that speaks its language.',
  },
  'worker.died': {
    thrown: true,
    warning: true,
    retryable: true,
    sentence: 'A thread of the server has ended; it is started again',
    advice: 'Say it again. The server’s log has the cause; please report it.',
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

/** Every code of the table. */
export type ErrorCode = keyof typeof ERRORS;

type CodesWith<Facts> = { [Code in ErrorCode]: (typeof ERRORS)[Code] extends Facts ? Code : never }[ErrorCode];

/** Codes of errors that are thrown. */
export type ThrownCode = CodesWith<{ thrown: true }>;
/** Codes that a client receives in warnings, while its session goes on. */
export type WarningCode = CodesWith<{ warning: true }>;
/** Codes of errors that end a session. */
export type CloseCode = CodesWith<{ close: number }>;

const codesWhere = <Code extends ErrorCode>(has: (facts: ErrorFacts) => boolean): readonly Code[] =>
  (Object.keys(ERRORS) as ErrorCode[]).filter((code): code is Code => has(ERRORS[code]));

/** Every {@link WarningCode}, in the order of the table. */
export const WARNING_CODES = codesWhere<WarningCode>(({ warning }) => warning === true);
/** Every {@link CloseCode}, in the order of the table. */
export const CLOSE_CODES = codesWhere<CloseCode>(({ close }) => close !== undefined);

/** Whether an error of this code may be sent as a warning. */
export const isWarningCode = (code: ErrorCode): code is WarningCode =>
  (WARNING_CODES as readonly ErrorCode[]).includes(code);
