/** Decompresses bzip2 as it arrives, block by block; checks the sum of each block. */
declare module 'unbzip2-stream' {
  function unbzip2(): NodeJS.ReadWriteStream;
  export default unbzip2;
}
