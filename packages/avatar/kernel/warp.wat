;; The hot loops of the renderer. Built into src/render/warp-kernel.ts by kernel/build.mjs.
;; Both work through a list of cells, 12 bytes each: address of the cell's upper left node, then where its first pixel is in
;; a plane of luma, and in one of chroma. Sizes are parameters: the kernel knows no size of picture.
(module
  (memory (import "env" "memory") 1)

  ;; Reads a texture through a grid of positions, bilinearly, eight pixels at a time. For luma the second four pixels of a
  ;; row follow the first; for chroma they are the other plane's, at the same places.
  ;; $cells, $end      the list, and the address after it
  ;; $under            bytes from a node to the one under it; a node is a pair of i32: where it reads the luma texture,
  ;;                   16 fraction bits
  ;; $tex, $tex2       texture read by the first and the second four pixels, $stride bytes a row, one byte a texel
  ;; $out, $out2       where the first and the second four pixels go, $outStride bytes a row
  ;; $size             pixels along one side of a cell: 8 for luma, 4 for chroma
  ;; $chroma           0 for luma, 1 for chroma, whose texels are twice as large
  (func (export "warp")
    (param $cells i32) (param $end i32) (param $under i32)
    (param $tex i32) (param $tex2 i32) (param $stride i32)
    (param $out i32) (param $out2 i32) (param $outStride i32) (param $size i32) (param $chroma i32)
    (local $node i32)
    (local $u0 i32) (local $v0 i32) (local $u1 i32) (local $v1 i32)
    (local $u2 i32) (local $v2 i32) (local $u3 i32) (local $v3 i32)
    (local $stepU i32) (local $stepV i32) (local $growU i32) (local $growV i32)
    (local $leftU i32) (local $leftV i32) (local $second i32)
    (local $line i32) (local $lastLine i32) (local $a i32)
    (local $u v128) (local $v v128) (local $uu v128) (local $vv v128) (local $from v128) (local $from2 v128)
    (local $top v128) (local $bottom v128) (local $left v128) (local $right v128) (local $f v128)
    (local.set $second (i32.sub (i32.const 4) (i32.shl (local.get $chroma) (i32.const 2))))
    (block $done
    (loop $each
      (br_if $done (i32.ge_u (local.get $cells) (local.get $end)))
      (local.set $node (i32.load offset=0 (local.get $cells)))
      (local.set $line (i32.load offset=4 (i32.add (local.get $cells) (i32.shl (local.get $chroma) (i32.const 2)))))
      (local.set $u0 (i32.load offset=0 (local.get $node)))
      (local.set $v0 (i32.load offset=4 (local.get $node)))
      (local.set $u1 (i32.load offset=8 (local.get $node)))
      (local.set $v1 (i32.load offset=12 (local.get $node)))
      (local.set $node (i32.add (local.get $node) (local.get $under)))
      (local.set $u2 (i32.load offset=0 (local.get $node)))
      (local.set $v2 (i32.load offset=4 (local.get $node)))
      (local.set $u3 (i32.load offset=8 (local.get $node)))
      (local.set $v3 (i32.load offset=12 (local.get $node)))
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
      (local.set $lastLine (i32.add (local.get $line) (i32.mul (local.get $size) (local.get $outStride))))
      (loop $lines
        (local.set $u (i32x4.add (i32x4.splat (local.get $u0))
          (i32x4.mul (i32x4.splat (local.get $stepU)) (v128.const i32x4 0 1 2 3))))
        (local.set $v (i32x4.add (i32x4.splat (local.get $v0))
          (i32x4.mul (i32x4.splat (local.get $stepV)) (v128.const i32x4 0 1 2 3))))
        (local.set $uu (i32x4.add (local.get $u) (i32x4.splat (i32.mul (local.get $stepU) (local.get $second)))))
        (local.set $vv (i32x4.add (local.get $v) (i32x4.splat (i32.mul (local.get $stepV) (local.get $second)))))
        (local.set $from (i32x4.add (i32x4.splat (local.get $tex)) (i32x4.add
          (i32x4.mul (i32x4.shr_s (local.get $v) (i32.const 16)) (i32x4.splat (local.get $stride)))
          (i32x4.shr_s (local.get $u) (i32.const 16)))))
        (local.set $from2 (i32x4.add (i32x4.splat (local.get $tex2)) (i32x4.add
          (i32x4.mul (i32x4.shr_s (local.get $vv) (i32.const 16)) (i32x4.splat (local.get $stride)))
          (i32x4.shr_s (local.get $uu) (i32.const 16)))))
        ;; Two neighbouring texels in one load.
        (local.set $a (i32x4.extract_lane 0 (local.get $from)))
        (local.set $top (v128.load16_lane 0 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 0 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 1 (local.get $from)))
        (local.set $top (v128.load16_lane 1 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 1 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 2 (local.get $from)))
        (local.set $top (v128.load16_lane 2 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 2 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 3 (local.get $from)))
        (local.set $top (v128.load16_lane 3 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 3 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 0 (local.get $from2)))
        (local.set $top (v128.load16_lane 4 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 4 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 1 (local.get $from2)))
        (local.set $top (v128.load16_lane 5 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 5 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 2 (local.get $from2)))
        (local.set $top (v128.load16_lane 6 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 6 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        (local.set $a (i32x4.extract_lane 3 (local.get $from2)))
        (local.set $top (v128.load16_lane 7 (local.get $a) (local.get $top)))
        (local.set $bottom (v128.load16_lane 7 (i32.add (local.get $a) (local.get $stride)) (local.get $bottom)))
        ;; Down the left and the right column; 255·256 fits 16 bits.
        (local.set $f (i16x8.narrow_i32x4_u
          (v128.and (i32x4.shr_u (local.get $v) (i32.const 8)) (v128.const i32x4 255 255 255 255))
          (v128.and (i32x4.shr_u (local.get $vv) (i32.const 8)) (v128.const i32x4 255 255 255 255))))
        (local.set $uu (i16x8.narrow_i32x4_u
          (v128.and (i32x4.shr_u (local.get $u) (i32.const 8)) (v128.const i32x4 255 255 255 255))
          (v128.and (i32x4.shr_u (local.get $uu) (i32.const 8)) (v128.const i32x4 255 255 255 255))))
        (local.set $vv (i16x8.sub (v128.const i16x8 256 256 256 256 256 256 256 256) (local.get $f)))
        (local.set $left (i16x8.add
          (i16x8.mul (v128.and (local.get $top) (v128.const i16x8 255 255 255 255 255 255 255 255)) (local.get $vv))
          (i16x8.mul (v128.and (local.get $bottom) (v128.const i16x8 255 255 255 255 255 255 255 255)) (local.get $f))))
        (local.set $right (i16x8.add
          (i16x8.mul (i16x8.shr_u (local.get $top) (i32.const 8)) (local.get $vv))
          (i16x8.mul (i16x8.shr_u (local.get $bottom) (i32.const 8)) (local.get $f))))
        ;; Across, in 15 bits, so that the difference has a sign.
        (local.set $left (i16x8.shr_u (local.get $left) (i32.const 1)))
        (local.set $right (i16x8.sub (i16x8.shr_u (local.get $right) (i32.const 1)) (local.get $left)))
        (local.set $left (i16x8.shr_u (i16x8.add
          (i16x8.add (local.get $left)
            (i16x8.q15mulr_sat_s (local.get $right) (i16x8.shl (local.get $uu) (i32.const 7))))
          (v128.const i16x8 64 64 64 64 64 64 64 64)) (i32.const 7)))
        (local.set $left (i8x16.narrow_i16x8_u (local.get $left) (local.get $left)))
        (v128.store32_lane 0 (i32.add (local.get $out) (local.get $line)) (local.get $left))
        (v128.store32_lane 1 (i32.add (local.get $out2) (local.get $line)) (local.get $left))
        (local.set $u0 (i32.add (local.get $u0) (local.get $leftU)))
        (local.set $v0 (i32.add (local.get $v0) (local.get $leftV)))
        (local.set $stepU (i32.add (local.get $stepU) (local.get $growU)))
        (local.set $stepV (i32.add (local.get $stepV) (local.get $growV)))
        (br_if $lines (i32.lt_u (local.tee $line (i32.add (local.get $line) (local.get $outStride))) (local.get $lastLine))))
      (local.set $cells (i32.add (local.get $cells) (i32.const 12)))
      (br $each))))

  ;; Lays what was drawn over what is behind it, four pixels at a time: out = behind + (out - behind) * alpha.
  ;; $alpha            255 where only what was drawn is seen; it, $behind and $out have $stride bytes a row
  ;; $size, $chroma    as above
  (func (export "over")
    (param $cells i32) (param $end i32) (param $alpha i32) (param $behind i32) (param $out i32)
    (param $stride i32) (param $size i32) (param $chroma i32)
    (local $line i32) (local $row i32) (local $column i32) (local $at i32) (local $below v128) (local $share v128)
    (block $done
    (loop $each
      (br_if $done (i32.ge_u (local.get $cells) (local.get $end)))
      (local.set $line (i32.load offset=4 (i32.add (local.get $cells) (i32.shl (local.get $chroma) (i32.const 2)))))
      (local.set $row (i32.const 0))
      (loop $rows
        (local.set $column (i32.const 0))
        (loop $columns
          (local.set $at (i32.add (local.get $line) (local.get $column)))
          (local.set $below (i16x8.extend_low_i8x16_u
            (v128.load32_zero (i32.add (local.get $behind) (local.get $at)))))
          ;; Alpha in 128 steps, so that its product with a difference fits 16 bits.
          (local.set $share (i16x8.shr_u (i16x8.add (i16x8.extend_low_i8x16_u
            (v128.load32_zero (i32.add (local.get $alpha) (local.get $at)))) (i16x8.splat (i32.const 1))) (i32.const 1)))
          (local.set $share (i16x8.add (local.get $below) (i16x8.shr_s (i16x8.add (i16x8.mul
            (i16x8.sub (i16x8.extend_low_i8x16_u (v128.load32_zero (i32.add (local.get $out) (local.get $at))))
              (local.get $below))
            (local.get $share)) (i16x8.splat (i32.const 64))) (i32.const 7))))
          (v128.store32_lane 0 (i32.add (local.get $out) (local.get $at))
            (i8x16.narrow_i16x8_u (local.get $share) (local.get $share)))
          (br_if $columns (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 4))) (local.get $size))))
        (local.set $line (i32.add (local.get $line) (local.get $stride)))
        (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $size))))
      (local.set $cells (i32.add (local.get $cells) (i32.const 12)))
      (br $each)))))
