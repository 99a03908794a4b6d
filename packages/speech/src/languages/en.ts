import { phrases, words, type Language } from './language.js';

export const en: Language = {
  tag: 'en',
  goesOn: words(
    'a about an and are at because but by can could for from how i if in is my of on or so than that the then to um uh what when where which who why will with would your',
  ),
  asks: words('how what when where which who why'),
  stops: phrases(
    "stop, stop it, stop that, stop talking, stop there, that is enough, that's enough, enough, be quiet, shut up, wait, wait a minute, wait a moment, hold on, hang on, one moment, never mind",
  ),
  abbreviations: words('mr mrs ms dr prof st vs etc e.g i.e approx inc ltd'),
  acknowledgements: phrases(
    'uh-huh, uh, um, er, mm-hmm, mhm, mm, hmm, hm, huh, ah, aha, oh, okay, ok, yeah, yes, yep, yup, right, all right, alright, sure, i see, got it, good, great, nice, cool, wow, fine, exactly, of course, true, well, so',
  ),
  apologies: {
    failed: 'I am sorry, something went wrong on my side. Please try again.',
    noAnswer: 'I am sorry, I cannot think just now. Please ask me again in a moment.',
    brokenOff: 'I am sorry, I lost the thread there.',
  },
  notices: {
    code: 'There is some code as well, which I leave out.',
    foreign: 'I have an answer, but I cannot speak its language.',
    moment: 'One moment, please.',
    more: 'Is there anything else that you would like to know?',
  },
  directions: words(
    'smiles smiling smile grins grinning laughs laughing laugh laughter chuckles chuckling giggles giggling sighs sighing sigh nods nodding winks winking waves waving pauses pausing pause beat silence gasps gasping whispers whispering whisper coughs shrugs shrugging leans blinks tilts clears yawns frowns sniffs hums bows claps applause music thinks looks gestures softly warmly gently excitedly',
  ),
};
