/** What about a picture makes the face look less well than it could. */
export type QualityProblem =
  | 'animated'
  | 'cut off'
  | 'drawn eyes'
  | 'eyes closed'
  | 'mouth covered'
  | 'mouth open'
  | 'no cut-out'
  | 'soft'
  | 'tilted'
  | 'turned';

/** One remark about a picture: what is the matter, how much of it, and what helps. */
export interface QualityNote {
  readonly what: QualityProblem;
  /** In words, with its unit. */
  readonly howMuch: string;
  readonly advice: string;
}

const ADVICE: Readonly<Record<QualityProblem, string>> = {
  animated: 'Only the first picture is used. Choose a picture that does not move, to see what is taken.',
  'cut off': 'The top of the head is missing. Use a picture with room above the hair.',
  'drawn eyes': 'The lids of these eyes cannot close, so that the face looks down instead of blinking.',
  'eyes closed': 'Use a picture with open eyes: they cannot be invented.',
  'mouth covered': 'Use a picture in which nothing is before the mouth: a hand, a microphone or a mask would talk.',
  'mouth open': 'The mouth is closed where the face is silent. A picture with closed lips keeps its cheeks calmer.',
  'no cut-out':
    'The person could not be separated from what is behind, so that the background moves a little and cannot be replaced. A plain background helps.',
  soft: 'Use a larger picture: the face should be at least 200 pixels wide from ear to ear.',
  tilted: 'The head stays tilted as in the picture. An upright one turns more freely.',
  turned: 'Use a picture taken from the front: the far side of a turned face is guessed.',
};

export const note = (what: QualityProblem, howMuch: string): QualityNote => ({ what, howMuch, advice: ADVICE[what] });
