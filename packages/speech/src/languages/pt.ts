import { phrases, words, type Language } from './language.js';

export const pt: Language = {
  tag: 'pt',
  goesOn: words(
    'a ao as com como da das de do dos e ela ele em então essa esse esta este eu hum mas meu minha na nas no nos o onde os ou para pela pelo por porque quando que quem qual se sem seu sobre sua são um uma à é',
  ),
  asks: words('como onde porque quando que quem qual'),
  stops: phrases(
    'para, pare, parem, stop, espera, espere, um momento, um segundo, um instante, basta, chega, já chega, silêncio, cala-te, cale-se, cala a boca, esquece, esqueça, deixa',
  ),
  abbreviations: words(
    'aprox art av cap dr dra etc ex exa exmo exma fig ltda máx mín núm n.º pág p.ex prof profa r sr sra srs srta tel v.exa vol',
  ),
  acknowledgements: phrases(
    'mhm, mm, hm, hmm, hum, ah, aham, oh, sim, pois, pois é, okay, ok, tá, tá bom, está bem, bem, bom, certo, claro, entendo, entendi, exato, exatamente, com certeza, legal, então',
  ),
  apologies: {
    failed: 'Desculpe, algo correu mal do meu lado. Por favor, tente outra vez.',
    noAnswer: 'Desculpe, não consigo pensar neste momento. Por favor, pergunte de novo daqui a pouco.',
    brokenOff: 'Desculpe, perdi o fio à meada.',
  },
  notices: {
    code: 'Há também código, que deixo de fora.',
    foreign: 'Tenho uma resposta, mas não sei falar a sua língua.',
    moment: 'Um momento, por favor.',
    more: 'Há mais alguma coisa que gostaria de saber?',
  },
  directions: words(
    'sorri sorrindo ri rindo risos suspira assente pisca acena pausa sussurra tosse boceja pensa olha silêncio aplausos música',
  ),
};
