import type { Anatomy } from '../anatomy.js';

export const ANATOMY: Anatomy = {
  middleX: 256,
  pivotY: 352,
  head: { y: 205, radiusX: 140, radiusY: 160, edge: [1.02, 1.45], neck: [342, 408] },
  front: { y: 220, radiusX: 96, radiusY: 128 },
  nose: { y: 252, radiusX: 17, radiusY: 20 },
  jaw: { top: [288, 320], bottom: [326, 385], sides: [34, 84], drop: 13 },
  brows: { top: [120, 186], bottom: [194, 210], sides: [56, 84], rise: 5 },
  chest: { top: [335, 440], sides: [120, 240] },
};
