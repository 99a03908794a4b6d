import type { Command } from './command.js';

/** The command that runs when none is named. */
export const DEFAULT_COMMAND = 'start';

/** Each command loads its code when it runs: `--help` needs neither models nor native modules. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'start',
    {
      summary: 'starts the server (the default)',
      run: async () => (await import('./start.js')).start(),
      check: async () => (await import('./check.js')).check(),
    },
  ],
  [
    'check',
    {
      summary: 'checks the settings and the files they name, and tries each engine that is to be used',
      run: async () => (await import('./check-engines.js')).checkEngines(),
    },
  ],
  [
    'avatar',
    {
      summary: 'makes an avatar from a picture, lists avatars, removes one',
      forms: [
        'visavis avatar add <picture> [--name <name>] [--face <n>] [--shape square|portrait] [--voice <voice>] [--prompt <text>] [--first-message <text>] [--background <background>] [--expression <expression>]',
        'visavis avatar list',
        'visavis avatar remove <name>',
      ],
      options: {
        name: { type: 'string' },
        face: { type: 'string' },
        shape: { type: 'string' },
        voice: { type: 'string' },
        prompt: { type: 'string' },
        'first-message': { type: 'string' },
        background: { type: 'string' },
        expression: { type: 'string' },
      },
      run: async (line) => (await import('./avatar.js')).avatar(line),
    },
  ],
  [
    'licence',
    {
      summary: 'adds a licence and prints its key, lists licences, revokes one',
      forms: [
        'visavis licence add [--name <name>] [--max-sessions <n>] [--origins <origin>,…]',
        'visavis licence list',
        'visavis licence revoke <id or name>',
      ],
      options: { name: { type: 'string' }, 'max-sessions': { type: 'string' }, origins: { type: 'string' } },
      run: async (line) => (await import('./licence.js')).licence(line),
    },
  ],
  [
    'sessions',
    {
      summary: 'lists the recorded sessions, deletes one',
      forms: ['visavis sessions [list] [--json]', 'visavis sessions delete <id>'],
      options: { json: { type: 'boolean' } },
      run: async (line) => (await import('./sessions.js')).sessions(line),
    },
  ],
  [
    'transcript',
    {
      summary: 'prints what was said in a session',
      forms: ['visavis transcript <id> [--format text|json]'],
      options: { format: { type: 'string' } },
      run: async (line) => (await import('./transcript.js')).transcript(line),
    },
  ],
  [
    'background',
    {
      summary: 'adds a picture that may be seen behind faces, lists them, removes one',
      forms: [
        'visavis background add <picture> [--name <name>]',
        'visavis background list',
        'visavis background remove <name>',
      ],
      options: { name: { type: 'string' } },
      run: async (line) => (await import('./background.js')).background(line),
    },
  ],
  [
    'models',
    {
      summary: 'downloads models for neural ears and voices on this machine, lists them, checks them, removes one',
      forms: [
        'visavis models list',
        'visavis models add <set or model> [--yes]',
        'visavis models check [<folder>]',
        'visavis models remove <model>',
      ],
      options: { yes: { type: 'boolean' } },
      run: async (line) => (await import('./models.js')).models(line),
    },
  ],
]);
