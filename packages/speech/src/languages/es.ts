import { phrases, words, type Language } from './language.js';

export const es: Language = {
  tag: 'es',
  goesOn: words(
    'a al aunque como con cuando cuál cómo de del desde donde dónde e eh el en es esta este la las lo los mi mis ni o para pero por porque que quién qué se si sin sobre su sus tu tus u un una y',
  ),
  asks: words('cuando cuál cómo donde dónde que quién qué'),
  stops: phrases(
    'para, pare, detente, deténgase, alto, espera, espere, un momento, un segundo, basta, ya basta, es suficiente, silencio, cállate, cállese, calla, déjalo, no importa',
  ),
  abbreviations: words(
    'aprox art avda cap dr dra d.c ee ej etc fig gral lic max mín máx núm pág p.ej prof sr sra sres srta sta sto tel ud uds uu vd vds',
  ),
  acknowledgements: phrases(
    'mhm, mm, hm, hmm, eh, ah, ajá, oh, sí, ya, vale, okay, ok, bien, muy bien, bueno, claro, claro que sí, ya veo, entiendo, exacto, exactamente, por supuesto, genial, de acuerdo, pues',
  ),
  apologies: {
    failed: 'Lo siento, algo ha fallado por mi parte. Inténtelo de nuevo, por favor.',
    noAnswer: 'Lo siento, ahora mismo no puedo pensar. Pregúnteme de nuevo en un momento, por favor.',
    brokenOff: 'Lo siento, he perdido el hilo.',
  },
  notices: {
    code: 'También hay código, que omito.',
    foreign: 'Tengo una respuesta, pero no puedo hablar su idioma.',
    moment: 'Un momento, por favor.',
    more: '¿Hay algo más que le gustaría saber?',
  },
  directions: words(
    'sonríe sonriendo ríe riendo risas suspira suspirando asiente guiña saluda pausa susurra tose bosteza piensa mira silencio aplausos música',
  ),
};
