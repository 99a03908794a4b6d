// The address of this script, read while it runs: the microphone's worklet is found beside it.
export const ownAddress = document.currentScript.src;
