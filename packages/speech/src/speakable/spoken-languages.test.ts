import { describe, expect, it } from 'vitest';
import { growth } from '../testing/index.js';
import { spokenForm } from './spoken-form.js';
import { symbolsOf } from './symbols/index.js';

const said = (text: string, language: string): string =>
  spokenForm(text, language)
    .map((stretch) => stretch.said)
    .filter((words) => words !== '')
    .join(' ');

/** What is said for the same signs, language by language. */
const READ: Readonly<Record<string, readonly (readonly [written: string, said: string])[]>> = {
  de: [
    ['Es kostet 5 €.', 'Es kostet 5 Euro.'],
    ['1 €, 4,50 €, €4.50, 0,50 € oder 1.250,75 €', 'ein Euro, 4 Euro 50, 4 Euro 50, 50 Cent oder 1.250 Euro 75'],
    ['1 £, 2 £, $5, 5 $, 10 CHF, 20 EUR', 'ein Pfund, 2 Pfund, 5 Dollar, 5 Dollar, 10 Franken, 20 Euro'],
    ['1 Mio. €, 2,5 Mrd. € und 5 Millionen €', 'eine Million Euro, 2,5 Milliarden Euro und 5 Millionen Euro'],
    ['5–10 €, €5–10, 10–20, 10-20, 1990–2000', '5 bis 10 Euro, 5 bis 10 Euro, 10 bis 20, 10 bis 20, 1990 bis 2000'],
    [
      '10 °C, 21,5 °C, 21.5°C, −5 °C, 1 °C, 70 °F',
      '10 Grad, 21,5 Grad, 21,5 Grad, minus 5 Grad, ein Grad, 70 Grad Fahrenheit',
    ],
    ['5 %, 2,5 %, 1 %, 100%', '5 Prozent, 2,5 Prozent, ein Prozent, 100 Prozent'],
    [
      '50 km/h, 5 km, 1 km, 25 m², 3 h, 1 h, ½ h',
      '50 Kilometer pro Stunde, 5 Kilometer, ein Kilometer, 25 Quadratmeter, 3 Stunden, eine Stunde, eine halbe Stunde',
    ],
    ['½ l, ½ kg, 2½ km, ¾ l', 'ein halber Liter, ein halbes Kilogramm, 2 einhalb Kilometer, drei Viertel Liter'],
    [
      '3×4 = 12, 6 ÷ 2, 5 − 3 = 2, 5 - 3 = 2, 1 + 1 = 2',
      '3 mal 4 gleich 12, 6 geteilt durch 2, 5 minus 3 gleich 2, 5 minus 3 gleich 2, 1 plus 1 gleich 2',
    ],
    [
      'x² ≈ 2, 3 < 5, <5 %, ~5 Minuten, 2^8',
      'x Quadrat ungefähr gleich 2, 3 kleiner als 5, weniger als 5 Prozent, etwa 5 Minuten, 2 hoch 8',
    ],
    ['Müller & Söhne, me@home, A/B, und/oder', 'Müller und Söhne, me at home, A Schrägstrich B, und oder'],
    ['§ 5, §§ 5–7, #5, A → B', 'Paragraf 5, Paragrafen 5 bis 7, Nummer 5, A nach B'],
    ['10:30 Uhr, 9:00–17:05 Uhr, 1:00', '10 Uhr 30, 9 Uhr bis 17 Uhr 5, ein Uhr'],
    ['Grüße, Straße, café', 'Grüße, Straße, café'],
  ],
  fr: [
    ['Cela coûte 5 €.', 'Cela coûte 5 euros.'],
    ['1 €, 4,50 €, 0,50 €, 1,50 €, 1 250,75 €', 'un euro, 4 euros 50, 50 centimes, un euro 50, 1 250 euros 75'],
    ['1 £, 2 £, 5 $, 20 EUR', 'une livre, 2 livres, 5 dollars, 20 euros'],
    [
      '5 M€, 1,5 million €, 2 milliards $, 10 k€',
      "5 millions d'euros, 1,5 million d'euros, 2 milliards de dollars, 10 mille euros",
    ],
    ['1 000 000 €', "1 000 000 d'euros"],
    ['5–10 €, 10–20, 10-20', '5 à 10 euros, 10 à 20, 10 à 20'],
    ['10 °C, 1,5 °C, 0 °C, −5 °C, 1 °C', '10 degrés, 1,5 degré, 0 degré, moins 5 degrés, un degré'],
    ['5 %, 2,5 %', '5 pour cent, 2,5 pour cent'],
    [
      '50 km/h, 1 km, 25 m², 2 h, 2½ h, ½ h, ¾ l',
      '50 kilomètres heure, un kilomètre, 25 mètres carrés, 2 heures, 2 heures et demie, une demi heure, trois quarts de litre',
    ],
    [
      '3×4 = 12, 6 ÷ 2, 3 < 5, <5 %, ~5',
      '3 fois 4 égale 12, 6 divisé par 2, 3 inférieur à 5, moins de 5 pour cent, environ 5',
    ],
    ['Dupont & Fils, moi@maison, A/B, et/ou', 'Dupont et Fils, moi arobase maison, A slash B, et ou'],
    ['§ 5, #5, n° 5, A → B, x²', 'paragraphe 5, numéro 5, numéro 5, A vers B, x au carré'],
    ['10h30, 10:30, 9 h, 1h05', '10 heures 30, 10 heures 30, 9 heures, une heure 5'],
    ['« Ça va, élève ? »', '« Ça va, élève ? »'],
  ],
  es: [
    ['Cuesta 5 €.', 'Cuesta 5 euros.'],
    ['1 €, 4,50 €, 0,50 €, 1.250,75 €', 'un euro, 4 euros con 50, 50 céntimos, 1.250 euros con 75'],
    ['1 £, 2 £, 5 $, US$5', 'una libra, 2 libras, 5 dólares, 5 dólares'],
    [
      '5 M€, 1 millón €, 10 mil €, 1.000.000 €',
      '5 millones de euros, un millón de euros, 10 mil euros, 1.000.000 de euros',
    ],
    ['5–10 €, 10–20', '5 a 10 euros, 10 a 20'],
    ['10 °C, 21,5 °C, −5 °C, 1 °C', '10 grados, 21,5 grados, menos 5 grados, un grado'],
    ['5 %, 50 km/h, 1 h, 25 m²', '5 por ciento, 50 kilómetros por hora, una hora, 25 metros cuadrados'],
    ['½ l, ½ h, 2½ km, ¾ l', 'medio litro, media hora, 2 kilómetros y medio, tres cuartos de litro'],
    ['3×4 = 12, 6 ÷ 2, <5, ~5', '3 por 4 igual a 12, 6 entre 2, menos de 5, unos 5'],
    ['Juan & María, Juan & Isabel, pan & hielo', 'Juan y María, Juan e Isabel, pan y hielo'],
    ['yo@casa, A/B, y/o, A → B, #5', 'yo arroba casa, A barra B, y o, A a B, número 5'],
    ['10:30, 9:00–17:00 h', '10 y 30, 9 a 17'],
    ['¿Qué tal, señor?', '¿Qué tal, señor?'],
  ],
  it: [
    ['Costa 5 €.', 'Costa 5 euro.'],
    ['1 €, 4,50 €, 0,50 €, 1 £, 2 £, 5 $', 'un euro, 4 euro e 50, 50 centesimi, una sterlina, 2 sterline, 5 dollari'],
    ['5 mln €, 1 milione €', '5 milioni di euro, un milione di euro'],
    ['5–10 €, 10–20', '5 a 10 euro, 10 a 20'],
    ['10 °C, 21,5 °C, −5 °C, 1 °C', '10 gradi, 21,5 gradi, meno 5 gradi, un grado'],
    ['5 %, 50 km/h, 1 h, 25 m²', "5 per cento, 50 chilometri all'ora, un'ora, 25 metri quadrati"],
    ['½ l, ½ h, 2½ km, ¾ l', "mezzo litro, mezz'ora, 2 chilometri e mezzo, tre quarti di litro"],
    ['3×4 = 12, 6 ÷ 2, <5, ~5', '3 per 4 uguale 12, 6 diviso 2, meno di 5, circa 5'],
    ['pane & olio, pane & erbe, io@casa', 'pane e olio, pane ed erbe, io chiocciola casa'],
    ['A/B, e/o, A → B, 10:30', 'A barra B, e o, A a B, 10 e 30'],
    ['Perché no? È così.', 'Perché no? È così.'],
  ],
  pt: [
    ['Custa 5 €.', 'Custa 5 euros.'],
    [
      '1 €, 4,50 €, 0,50 €, 1 £, 2 £, R$ 5,00, R$ 1',
      'um euro, 4 euros e 50, 50 cêntimos, uma libra, duas libras, 5 reais, um real',
    ],
    ['5 M€, 1,5 milhão €', '5 milhões de euros, 1,5 milhão de euros'],
    ['5–10 €, 10–20', '5 a 10 euros, 10 a 20'],
    ['10 °C, 1,5 °C, −5 °C, 1 °C', '10 graus, 1,5 grau, menos 5 graus, um grau'],
    [
      '5 %, 50 km/h, 1 h, 2 h, 25 m²',
      '5 por cento, 50 quilómetros por hora, uma hora, duas horas, 25 metros quadrados',
    ],
    ['½ l, ½ h, 2½ km', 'meio litro, meia hora, dois quilómetros e meio'],
    ['3×4 = 12, 6 ÷ 2, <5, ~5', '3 vezes 4 igual a 12, 6 dividido por 2, menos de 5, cerca de 5'],
    ['pão & vinho, eu@casa, A/B, e/ou, A → B', 'pão e vinho, eu arroba casa, A barra B, e ou, A para B'],
    ['10:30, 10h30, 9:00', '10 horas e 30, 10 horas e 30, 9 horas'],
    ['Não, não há pão.', 'Não, não há pão.'],
  ],
  zh: [
    ['价格是€5。', '价格是5欧元。'],
    ['$4.50，￥500，2欧，€2，５％', '4.5美元，500元，2欧，两欧元，百分之5'],
    ['5%，5–10%，2%，5‰', '百分之5，百分之5到10，百分之2，千分之5'],
    ['10 °C，-5℃，气温−5°C，70°F', '10摄氏度，零下5摄氏度，气温零下5摄氏度，华氏70度'],
    ['50 km/h，5km的路，2 kg，25m²', '每小时50公里，5公里的路，两公斤，25平方米'],
    ['3×4=12，6÷2，5−3=2，−5', '3乘以4等于12，6除以2，5减3等于2，负5'],
    ['10–20，10～20，~5，<5', '10到20，10到20，大约5，小于5'],
    ['½，2½，½ km，3/4', '二分之一，2又二分之一，半公里，四分之三'],
    ['A/B，和/或，A&B，A→B，#5', 'A斜杠B，和 或，A和B，A到B，5号'],
    ['€500万，10:30，2:00', '500万欧元，10点30分，两点'],
    ['您好！🙂 我叫Visavis。', '您好！ 我叫Visavis。'],
  ],
  ja: [
    ['料金は€5です。', '料金は5ユーロです。'],
    ['¥500、￥１０００、$4.50、5%', '500円、1000円、4.5ドル、5パーセント'],
    ['10 °C、-5℃、70°F', '10度、マイナス5度、華氏70度'],
    ['50 km/h、5kmの道、25m²、5–10%', '時速50キロメートル、5キロメートルの道、25平方メートル、5から10パーセント'],
    ['3×4=12、6÷2、1+1=2', '3かける4イコール12、6わる2、1たす1イコール2'],
    ['10–20、10～20、~5', '10から20、10から20、約5'],
    ['½、2½、3/4', '2分の1、2と2分の1、4分の3'],
    ['A/B、A&B、#5、10:30、9:00', 'AスラッシュB、AアンドB、5番、10時30分、9時'],
    ['こんにちは🙂コーヒーです。', 'こんにちは コーヒーです。'],
  ],
};

describe.each(Object.entries(READ))('the spoken form of a text in %s', (language, rows) => {
  it.each(rows)('B19: of %j', (written, spoken) => {
    expect(said(written, language)).toBe(spoken);
  });

  it.each([
    '🙂',
    '👍🏽',
    '❤️',
    '1️⃣',
    '🇩🇪',
    '👨‍👩‍👧',
    '★',
    '™',
    '|',
    '`',
    '~',
    '^',
    '*',
    '_',
    '#',
    '\\',
    '•',
    '\u200b',
    '\ufffd',
  ])('B17: has no sign that cannot be said, such as %j', (sign) => {
    expect(said(`Oh ${sign} ah`, language)).toMatch(/^Oh (?:1 )?ah$/);
  });

  it('B18: leaves out the letters of scripts that its voices do not read', () => {
    expect(said('Oh Привет مرحبا 안녕 ah', language)).toBe('Oh ah');
  });

  it('has a name for every sign that English has one for', () => {
    const [english, own] = [symbolsOf('en'), symbolsOf(language)];
    for (const table of ['currencies', 'units', 'fractions', 'signs', 'before'] as const)
      for (const sign of english[table].keys())
        if (/^[^a-z]+$/i.test(sign)) expect([...own[table].keys()], table).toContain(sign);
  });
});

it.each([
  '€',
  '€5',
  '5 ',
  '5€',
  '–',
  '5–',
  '½',
  '-',
  '°',
  '&',
  '1,',
  '1.000',
  '1 000',
  '5 × ',
  '/',
  'a/',
  '10:30',
  '5 Mio. ',
  '§',
  '<',
  'x',
  '5x',
  '5 ½',
])('takes many “%s” in work that grows with their number alone', (text) => {
  expect(growth((times) => () => spokenForm(text.repeat(times), 'de'))).toBeLessThan(4);
});
