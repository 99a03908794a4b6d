import { phrases, words, type Language } from './language.js';

export const de: Language = {
  tag: 'de',
  goesOn: words(
    'aber als am an auf aus bei bis das dass dem den der des die ein eine einem einen einer für ich im in ist mein meine mit oder sein seine sich und unsere um von vom wann warum was weil wenn wer wie wo zu zum zur äh ähm',
  ),
  asks: words('wann warum was wer wie wo'),
  stops: phrases(
    'stopp, stop, hör auf, hören sie auf, halt, moment, moment mal, einen moment, warte, warte mal, warten sie, genug, das reicht, es reicht, schluss, ruhe, sei still, seien sie still, egal',
  ),
  abbreviations: words(
    'abs bspw bzgl bzw ca d.h dr etc evtl fr ggf gem hr hrn inkl max min mind mio mrd nr o.ä prof s.o sek s.u sog st std str tel u.a u.ä usw vgl z.b z.t zzgl',
  ),
  ordinalStop: true,
  acknowledgements: phrases(
    'mhm, mm, hm, hmm, äh, ähm, ah, aha, ach, ach so, oh, ja, jaja, jo, jawohl, okay, ok, gut, genau, klar, alles klar, stimmt, richtig, verstehe, ich verstehe, schön, prima, super, also, na ja',
  ),
  apologies: {
    failed: 'Entschuldigung, bei mir ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
    noAnswer: 'Entschuldigung, ich kann gerade nicht nachdenken. Bitte fragen Sie mich gleich noch einmal.',
    brokenOff: 'Entschuldigung, ich habe den Faden verloren.',
  },
  notices: {
    code: 'Dazu gehört auch Code, den ich weglasse.',
    foreign: 'Ich habe eine Antwort, kann ihre Sprache aber nicht sprechen.',
    moment: 'Einen Moment, bitte.',
    more: 'Möchten Sie noch etwas wissen?',
  },
  directions: words(
    'lächelt lächelnd lacht lachend grinst grinsend kichert schmunzelt seufzt seufzend nickt nickend zwinkert winkt pause räuspert flüstert zuckt gähnt hustet hüstelt denkt blickt lachen applaus musik stille',
  ),
};
