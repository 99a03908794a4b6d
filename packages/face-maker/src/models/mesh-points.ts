/**
 * Points of the MediaPipe face mesh by name. "Left" is the left in the picture.
 *
 * @see MediaPipe, `mediapipe/modules/face_geometry/data/canonical_face_model_uv_visualization.png`
 */
export const MOUTH = {
  left: 61,
  right: 291,
  upperOuter: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
  lowerOuter: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
  upperInner: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  lowerInner: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  upperMiddle: 13,
  lowerMiddle: 14,
} as const;

/** The eyes, from their left corner to the right one; the first point of an iris is its centre. */
export const EYES = [
  {
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
    iris: [468, 469, 470, 471, 472],
    brow: [46, 53, 52, 65, 55],
  },
  {
    upper: [362, 398, 384, 385, 386, 387, 388, 466, 263],
    lower: [362, 382, 381, 380, 374, 373, 390, 249, 263],
    iris: [473, 474, 475, 476, 477],
    brow: [285, 295, 282, 283, 276],
  },
] as const;

/** The rim of the face, clockwise from the top of the forehead. */
export const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

export const FOREHEAD = 10;
export const CHIN = 152;
export const NOSE_BASE = 2;
export const LEFT_EAR = 234;
export const RIGHT_EAR = 454;
export const BROWS = [105, 334] as const;
export const UPPER_LIDS = [159, 386] as const;
export const LEFT_CHEEK = 205;
export const RIGHT_CHEEK = 425;
/** Cheeks and upper lip: skin near the mouth. */
export const SKIN = [205, 425, 50, 280, 187, 411, 206, 426, 36, 266, 203, 423] as const;
/** Cheeks, nose and forehead: the skin that the light falls on. */
export const LIT_SKIN = [205, 425, 50, 280, 4, 195, 9, 151] as const;

/**
 * Where the refined points of the attention mesh belong, in the order of its outputs.
 *
 * @see MediaPipe, `mediapipe/modules/face_landmark/tensors_to_face_landmarks_with_attention.pbtxt`
 */
export const REFINED_LIPS = [
  61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88, 178, 87, 14,
  317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306,
  184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268,
  271, 272, 407,
] as const;
export const REFINED_EYES = [
  [
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26, 112, 243,
    247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189, 35,
    124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193,
  ],
  [
    263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253, 252, 256,
    341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442,
    441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336,
    285, 417,
  ],
] as const;
