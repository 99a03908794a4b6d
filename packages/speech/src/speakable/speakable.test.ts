import { describe, expect, it } from 'vitest';
import { languageOf } from '../languages/index.js';
import { growth } from '../testing/index.js';
import { Speakable } from './speakable.js';

function speakable(pieces: readonly string[], language = 'en'): string {
  const stage = new Speakable(languageOf(language));
  return pieces.map((piece) => stage.push(piece)).join('') + stage.flush();
}

/** The text in one piece, in characters, and in two halves cut everywhere. */
function cuts(text: string): string[][] {
  return [[text], [...text], ...Array.from(text, (_, i) => [text.slice(0, i), text.slice(i)])];
}

describe('text that is read aloud', () => {
  it.each<[string, string, string]>([
    ['a link', 'See [the **old** museum](https://museum.example/a_(b)?c=d) now.', 'See the old museum now.'],
    ['a link by reference', 'See [the museum][1] now.\n\n[1]: https://museum.example', 'See the museum now.\n\n'],
    ['a picture', 'Here: ![a whale](whale.png)!', 'Here: a whale!'],
    ['a bare address', 'Visit https://www.museum.example/tickets?x=1.', 'Visit museum.example.'],
    [
      'an address in brackets',
      'Visit <https://museum.example/a> or <mailto:me@museum.example>.',
      'Visit museum.example or me@museum.example.',
    ],
    ['an address without a scheme', 'Visit www.museum.example/tickets, please.', 'Visit museum.example, please.'],
    ['emphasis', 'That is **very** _very_ ***very*** __good__ and *nice*.', 'That is very very very good and nice.'],
    ['struck text', 'It is ~~not~~ open.', 'It is open.'],
    ['a heading', '# Opening hours\nWe open at ten.', 'Opening hours.\nWe open at ten.'],
    ['an underlined heading', 'Hours\n=====\nTen.', 'Hours\nTen.'],
    ['a list', 'Bring:\n- a hat\n* some _water_\n+ [x] shoes!\n', 'Bring:\na hat.\nsome water.\nshoes!\n'],
    ['a numbered list', '1. Open it\n2) Close it', '1. Open it.\n2) Close it.'],
    ['a quotation', '> We open\n> at ten.', 'We open\nat ten.'],
    ['a rule', 'One.\n\n---\n\n* * *\nTwo.', 'One.\n\n\nTwo.'],
    [
      'a table',
      '| Day | Hours |\n|-----|:-----:|\n| Monday | 9 to 5 |\n| *Sunday* | closed. |\n',
      'Day, Hours.\nMonday, 9 to 5.\nSunday, closed.\n',
    ],
    ['a table without borders', 'Day | Hours\n--- | ---\nMonday | ten', 'Day, Hours\nMonday, ten'],
    ['code within a line', 'Run `npm start` now.', 'Run npm start now.'],
    [
      'a block of code',
      'So:\n```js\nfor (let i = 0;;) *x*\n```\nDone.',
      'So:\nThere is some code as well, which I leave out.\nDone.',
    ],
    [
      'a block of code without end',
      'So:\n~~~\nlet i = 0;\nlet',
      'So:\nThere is some code as well, which I leave out.\n',
    ],
    ['two blocks of code', '```\na\n```\nthen\n```\nb\n```', 'There is some code as well, which I leave out.\nthen\n'],
    [
      'tags',
      'This <b>is</b> <break time="500ms"/>bold<br/>text <!-- hidden --><expr type="sound" label="laugh"/>here.',
      'This is bold\ntext here.',
    ],
    [
      'entities',
      'Tom &amp; Jerry&#39;s &lt;b&gt; caf&eacute; &euro;5 AT&T &unknown; &',
      "Tom & Jerry's <b> café €5 AT&T &unknown; &",
    ],
    [
      'stage directions',
      '*smiles* Hello. (laughs softly) Yes. *leans forward a little* So. [sighs] Well (winks).',
      'Hello. Yes. So. Well.',
    ],
    ['citations', 'It is high [1]. And old [2, 3].【4†source】', 'It is high. And old.'],
    ['escapes', 'Two \\* three \\_ four.', 'Two * three _ four.'],
  ])('B16: has the words of %s', (_, written, read) => {
    for (const pieces of cuts(written)) expect(speakable(pieces), JSON.stringify(pieces)).toBe(read);
  });

  it.each([
    'We open at ten. It costs 5 to 10, or 3 < 5 and 7 > 2.',
    'If x <y and z> w, then a<b.',
    '2 * 3 * 4 = 24, and 2*3 is 6; snake_case_name stays.',
    'It is (about 3 km) far, [or so], and ~5 minutes.',
    'Mr. *',
    'A hash #5, a plus +5, a minus -5, a dash – here – and a bar.',
    '-5 degrees\n+3 degrees\n#hashtag\n2024 was good',
    '您好。我们三点开门（周一）。',
    '  Blanks  in   between ',
    'One.\n\nTwo.',
    'That is *really',
    'http and https, www too, h',
    'He said: "No!"',
    '¿Qué? 🙂 Ja…',
    '[',
    '',
  ])('B16: leaves ordinary text as it is: %j', (text) => {
    const plain = text.replace('*really', 'really').trimEnd();
    for (const pieces of cuts(text)) expect(speakable(pieces), JSON.stringify(pieces)).toBe(plain);
  });

  it('B16: passes ordinary words on as they come', () => {
    const stage = new Speakable(languageOf('en'));
    expect(['We ', 'open', ' at', ' ten', '.', ' See'].map((piece) => stage.push(piece))).toEqual([
      'We',
      ' open',
      ' at',
      ' ten',
      '.',
      ' See',
    ]);
    expect([' [the ', 'museum](http', '://x', ') now'].map((piece) => stage.push(piece))).toEqual([
      '',
      '',
      '',
      ' the museum now',
    ]);
  });

  it.each<[string, string, string]>([
    ['de', '*lächelt* Guten Tag. (lacht) Ja.', 'Guten Tag. Ja.'],
    ['fr', '(rit) Bonjour.', 'Bonjour.'],
    ['zh', '（微笑）您好。', '您好。'],
    ['ja', '（笑）はい。', 'はい。'],
    ['zh', '*微笑着*您好。', '您好。'],
    ['ja', '*笑顔で*はい。（うなずきながら）そうです。', 'はい。そうです。'],
    ['de', '*nickt langsam* Ja.', 'Ja.'],
    ['es', '(sonríe) Hola.', 'Hola.'],
    ['it', '(sorride) Ciao.', 'Ciao.'],
    ['pt', '(sorri) Olá.', 'Olá.'],
  ])('B16: knows stage directions in %s', (language, written, read) => {
    for (const pieces of cuts(written)) expect(speakable(pieces, language)).toBe(read);
  });

  it.each<[string, string, string]>([
    ['zh', '带上：\n- 帽子\n- **水**\n', '带上：\n帽子。\n水。\n'],
    ['zh', '| 日 | 时间 |\n|---|---|\n| 周一 | 九点 |\n', '日，时间。\n周一，九点。\n'],
    ['zh', '请看https://museum.example/tickets?x=1。再见。', '请看museum.example。再见。'],
    ['zh', '请看[博物馆](https://museum.example)的网站。', '请看博物馆的网站。'],
    ['ja', '・帽子\n・水\n', '帽子。\n水。\n'],
    ['ja', 'サイトはhttps://www.museum.example/です。', 'サイトはmuseum.exampleです。'],
    ['de', '– Hut\n– Wasser\n', 'Hut.\nWasser.\n'],
    ['fr', '**Note :** « oui » &eacute;t&eacute;', 'Note : « oui » été'],
    ['es', '```\nx\n```\n¡Listo!', 'También hay código, que omito.\n¡Listo!'],
  ])('B16: has the words of what is written in %s: %j', (language, written, read) => {
    for (const pieces of cuts(written)) expect(speakable(pieces, language), JSON.stringify(pieces)).toBe(read);
  });

  it.each([
    '*',
    '_',
    '**a',
    '*a ',
    '`',
    '`a',
    '```\n',
    '[',
    '[a',
    '[a](',
    '[a](b',
    '![',
    '(',
    '(a',
    '<',
    '<a',
    '<a b=',
    '<!--',
    '<!--a',
    '&',
    '&a',
    '|',
    '| a',
    '~',
    '~~a',
    '\\',
    '#',
    '# ',
    '- ',
    '> ',
    '1. ',
    '\n',
    ' ',
    'h',
    'http://',
    'http://a',
    'www.',
    '【',
    'a',
    '(smiles',
    '*smiles',
    '---',
    '|-',
    '=',
    '[a]:',
    ' *',
    '\t',
    '"<a b=\'',
  ])('takes many “%s” in work that grows with their number alone', (text) => {
    expect(growth((times) => () => speakable([text.repeat(times)]))).toBeLessThan(4);
    expect(growth((times) => () => speakable(Array.from({ length: times / 4 }, () => text)))).toBeLessThan(4);
  });
});
