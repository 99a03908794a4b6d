// Where this script came from, read while it runs: what stands beside it, the microphone's worklet, is found from there.
export const ownAddress = document.currentScript.src;
