/** Names whose spelling misleads English letter-to-sound rules: spelling → how to say it. */
const SAY: readonly (readonly [RegExp, string])[] = [
  [/\bvisavis\b/gi, 'veezavee'],
  [/\bwebrtc\b/gi, 'web R T C'],
  [/\bopenai\b/gi, 'open A I'],
  [/\bai\b/gi, 'A I'],
];

/** Returns the text in a form that flite reads well; captions keep the original. */
export function sayable(text: string): string {
  let said = text.replace(/[<>{}[\]|\\^`~*_#]/g, ' ');
  for (const [written, spoken] of SAY) said = said.replace(written, spoken);
  return said.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim();
}
