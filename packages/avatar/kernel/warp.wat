;; The hot loop of the renderer: reads a texture through a grid of positions, bilinearly.
;; Built into src/render/warp-kernel.ts by kernel/build.mjs.
(module
  (memory (import "env" "memory") 1)

  ;; Draws one plane. Cells whose four nodes rest are left as they are in $out.
  ;; $nodes   65 × 65 pairs of i32: where each node reads the luma texture, 16 fraction bits
  ;; $tex     first byte of the texture's plane, $stride bytes a row, one byte a texel
  ;; $out     first byte of the picture's plane, $outStride bytes a row
  ;; $size    pixels along one side of a cell in this plane: 8 for luma, 4 for chroma
  ;; $chroma  0 for luma, 1 for chroma, whose texels are twice as large
  (func (export "warp")
    (param $nodes i32) (param $tex i32) (param $stride i32) (param $out i32) (param $outStride i32)
    (param $size i32) (param $chroma i32)
    (local $row i32) (local $column i32) (local $node i32) (local $restU i32) (local $restV i32)
    (local $u0 i32) (local $v0 i32) (local $u1 i32) (local $v1 i32)
    (local $u2 i32) (local $v2 i32) (local $u3 i32) (local $v3 i32)
    (local $stepU i32) (local $stepV i32) (local $growU i32) (local $growV i32)
    (local $leftU i32) (local $leftV i32)
    (local $u i32) (local $v i32) (local $line i32) (local $at i32) (local $end i32) (local $lastLine i32)
    (local $from i32) (local $top i32) (local $bottom i32) (local $f i32)
    (loop $rows
      (local.set $column (i32.const 0))
      (local.set $restV (i32.add (i32.shl (local.get $row) (i32.const 20)) (i32.const 32768)))
      (loop $columns
        (local.set $node (i32.add (local.get $nodes)
          (i32.shl (i32.add (i32.mul (local.get $row) (i32.const 65)) (local.get $column)) (i32.const 3))))
        (local.set $u0 (i32.load offset=0 (local.get $node)))
        (local.set $v0 (i32.load offset=4 (local.get $node)))
        (local.set $u1 (i32.load offset=8 (local.get $node)))
        (local.set $v1 (i32.load offset=12 (local.get $node)))
        (local.set $u2 (i32.load offset=520 (local.get $node)))
        (local.set $v2 (i32.load offset=524 (local.get $node)))
        (local.set $u3 (i32.load offset=528 (local.get $node)))
        (local.set $v3 (i32.load offset=532 (local.get $node)))
        (local.set $restU (i32.add (i32.shl (local.get $column) (i32.const 20)) (i32.const 32768)))
        (block $resting
          (br_if $resting (i32.eqz
            (i32.or
              (i32.or
                (i32.or (i32.sub (local.get $u0) (local.get $restU)) (i32.sub (local.get $v0) (local.get $restV)))
                (i32.or (i32.sub (i32.sub (local.get $u1) (local.get $restU)) (i32.const 1048576))
                        (i32.sub (local.get $v1) (local.get $restV))))
              (i32.or
                (i32.or (i32.sub (local.get $u2) (local.get $restU))
                        (i32.sub (i32.sub (local.get $v2) (local.get $restV)) (i32.const 1048576)))
                (i32.or (i32.sub (i32.sub (local.get $u3) (local.get $restU)) (i32.const 1048576))
                        (i32.sub (i32.sub (local.get $v3) (local.get $restV)) (i32.const 1048576)))))))
          ;; A cell is 8 luma rows or 4 chroma rows of texels twice as large: the steps are the same.
          (local.set $stepU (i32.shr_s (i32.sub (local.get $u1) (local.get $u0)) (i32.const 3)))
          (local.set $stepV (i32.shr_s (i32.sub (local.get $v1) (local.get $v0)) (i32.const 3)))
          (local.set $leftU (i32.shr_s (i32.sub (local.get $u2) (local.get $u0)) (i32.const 3)))
          (local.set $leftV (i32.shr_s (i32.sub (local.get $v2) (local.get $v0)) (i32.const 3)))
          (local.set $growU (i32.shr_s (i32.shl
            (i32.sub (i32.shr_s (i32.sub (local.get $u3) (local.get $u2)) (i32.const 3)) (local.get $stepU))
            (local.get $chroma)) (i32.const 3)))
          (local.set $growV (i32.shr_s (i32.shl
            (i32.sub (i32.shr_s (i32.sub (local.get $v3) (local.get $v2)) (i32.const 3)) (local.get $stepV))
            (local.get $chroma)) (i32.const 3)))
          ;; Half the luma position, and a quarter texel on for the centres to agree.
          (local.set $u0 (i32.add (i32.shr_s (local.get $u0) (local.get $chroma)) (i32.shl (local.get $chroma) (i32.const 14))))
          (local.set $v0 (i32.add (i32.shr_s (local.get $v0) (local.get $chroma)) (i32.shl (local.get $chroma) (i32.const 14))))
          (local.set $line (i32.add (local.get $out)
            (i32.add
              (i32.mul (i32.mul (local.get $row) (local.get $size)) (local.get $outStride))
              (i32.mul (local.get $column) (local.get $size)))))
          (local.set $lastLine (i32.add (local.get $line) (i32.mul (local.get $size) (local.get $outStride))))
          (loop $lines
            (local.set $u (local.get $u0))
            (local.set $v (local.get $v0))
            (local.set $at (local.get $line))
            (local.set $end (i32.add (local.get $line) (local.get $size)))
            (loop $pixels
              (local.set $from (i32.add (local.get $tex)
                (i32.add (i32.mul (i32.shr_s (local.get $v) (i32.const 16)) (local.get $stride))
                         (i32.shr_s (local.get $u) (i32.const 16)))))
              ;; Two neighbouring texels in one load, spread to the low bytes of two halves.
              (local.set $top (i32.load16_u (local.get $from)))
              (local.set $bottom (i32.load16_u (i32.add (local.get $from) (local.get $stride))))
              (local.set $top (i32.and (i32.or (local.get $top) (i32.shl (local.get $top) (i32.const 8))) (i32.const 0x00ff00ff)))
              (local.set $bottom (i32.and (i32.or (local.get $bottom) (i32.shl (local.get $bottom) (i32.const 8))) (i32.const 0x00ff00ff)))
              (local.set $f (i32.and (i32.shr_u (local.get $v) (i32.const 8)) (i32.const 255)))
              ;; Down both columns at once; a half never carries into the other, 255·256 fits it.
              (local.set $top (i32.add
                (i32.mul (local.get $top) (i32.sub (i32.const 256) (local.get $f)))
                (i32.mul (local.get $bottom) (local.get $f))))
              (local.set $f (i32.and (i32.shr_u (local.get $u) (i32.const 8)) (i32.const 255)))
              (i32.store8 (local.get $at) (i32.shr_u (i32.add
                (i32.add
                  (i32.mul (i32.and (local.get $top) (i32.const 0xffff)) (i32.sub (i32.const 256) (local.get $f)))
                  (i32.mul (i32.shr_u (local.get $top) (i32.const 16)) (local.get $f)))
                (i32.const 32768)) (i32.const 16)))
              (local.set $u (i32.add (local.get $u) (local.get $stepU)))
              (local.set $v (i32.add (local.get $v) (local.get $stepV)))
              (br_if $pixels (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
            (local.set $u0 (i32.add (local.get $u0) (local.get $leftU)))
            (local.set $v0 (i32.add (local.get $v0) (local.get $leftV)))
            (local.set $stepU (i32.add (local.get $stepU) (local.get $growU)))
            (local.set $stepV (i32.add (local.get $stepV) (local.get $growV)))
            (br_if $lines (i32.lt_u (local.tee $line (i32.add (local.get $line) (local.get $outStride))) (local.get $lastLine)))))
        (br_if $columns (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 1))) (i32.const 64))))
      (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (i32.const 64))))))
