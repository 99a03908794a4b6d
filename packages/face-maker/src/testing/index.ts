export { BAD_PICTURES, type BadPicture } from './bad-pictures.js';
