import { phrases, words, type Language } from './language.js';

export const it: Language = {
  tag: 'it',
  goesOn: words(
    'a ai al alla anche che chi come con cui da dal dalla dei del della delle di dove e ehm gli ha i il in io la le lo ma mia mio nel nella o per perché quale quando quanto se senza su sua sul sulla suo tra tua tuo un una uno è',
  ),
  asks: words('che chi come dove perché quale quando quanto'),
  stops: phrases(
    'ferma, fermati, si fermi, stop, basta, aspetta, aspetti, un momento, un attimo, un secondo, è abbastanza, può bastare, silenzio, zitto, zitta, lascia stare, lasci stare',
  ),
  abbreviations: words(
    'all art avv ca cap cfr dott dott.ssa ecc egr es fig gent geom ing max min n on pag prof prof.ssa sig sigg sig.na sig.ra spett tel v vol',
  ),
  acknowledgements: phrases(
    "mhm, mm, hm, hmm, eh, ehm, ah, oh, sì, già, okay, ok, va bene, bene, certo, capisco, ho capito, esatto, esattamente, giusto, d'accordo, bello, allora",
  ),
  apologies: {
    failed: 'Mi dispiace, qualcosa è andato storto da parte mia. Riprovi, per favore.',
    noAnswer: 'Mi dispiace, in questo momento non riesco a pensare. Me lo chieda di nuovo tra un attimo.',
    brokenOff: 'Mi dispiace, ho perso il filo.',
  },
  notices: {
    code: 'C’è anche del codice, che tralascio.',
    foreign: 'Ho una risposta, ma non so parlare la sua lingua.',
    moment: 'Un momento, per favore.',
    more: 'C’è qualcos’altro che vorrebbe sapere?',
  },
  directions: words(
    'sorride sorridendo ride ridendo risate sospira annuisce ammicca saluta pausa sussurra tossisce sbadiglia pensa guarda silenzio applausi musica',
  ),
};
