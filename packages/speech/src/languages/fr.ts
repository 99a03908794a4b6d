import { phrases, words, type Language } from './language.js';

export const fr: Language = {
  tag: 'fr',
  goesOn: words(
    'alors au aux avec ce cette chez comme comment dans de des donc du elle en est et euh il ils je la le les leur ma mais mes mon notre nous ou où par parce pour pourquoi quand que quel quelle qui sa sans ses si son sur tes ton un une votre vous à',
  ),
  asks: words('comment où pourquoi quand que quel quelle qui'),
  stops: phrases(
    'stop, arrête, arrêtez, attends, attendez, un instant, un moment, une seconde, ça suffit, assez, silence, tais-toi, taisez-vous, laisse tomber, laissez tomber, pause',
  ),
  abbreviations: words('apr art av boul bd cf dr env etc ex fig hab j.-c mm max min n no p.ex pp tél vol'),
  acknowledgements: phrases(
    "mhm, mm, hm, hmm, euh, ah, ah bon, oh, ouais, oui, d'accord, okay, ok, bien, très bien, bon, voilà, je vois, exact, exactement, bien sûr, super, c'est vrai, alors",
  ),
  apologies: {
    failed: 'Excusez-moi, quelque chose s’est mal passé de mon côté. Veuillez réessayer.',
    noAnswer: 'Excusez-moi, je ne peux pas réfléchir pour le moment. Reposez-moi la question dans un instant.',
    brokenOff: 'Excusez-moi, j’ai perdu le fil.',
  },
  notices: {
    code: 'Il y a aussi du code, que je laisse de côté.',
    foreign: 'J’ai une réponse, mais je ne peux pas parler sa langue.',
    moment: 'Un instant, s’il vous plaît.',
    more: 'Souhaitez-vous savoir autre chose ?',
  },
  directions: words(
    'sourit souriant rit riant rires soupire hoche cligne pause chuchote tousse bâille réfléchit regarde silence applaudissements musique sourire',
  ),
};
