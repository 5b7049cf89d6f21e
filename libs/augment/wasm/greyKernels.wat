;; The inner loops of grey bytes: bilinear resampling of a row, and passes that multiply, add and clip.
;; The arithmetic is that of src/geometry/resampleBilinear.ts and src/pixels/linearPass.ts, operation by
;; operation in doubles with the same roundings to floats, so that both give the same bytes.
;; Assembled by build.mjs into src/native/greyKernelsBytes.ts.
(module
  (memory (export "memory") 1)
  ;; Not 0 once a value between 0 and 2^-6 was summed: only then may the order of the sum matter.
  (global $small (export "small") (mut i32) (i32.const 0))

  ;; $rows rows of $columns (an even number of) values from bytes at $src, whose rows are $width apart;
  ;; multiplied, added to and clipped; floats at $out, whose rows are $stride bytes apart. Returns the sum.
  ;; A place (x, y) is a whole number of 2^-32 pixels: $a, $d from column to column, $b, $e from row to row.
  ;; Every place and its right and lower neighbours lie within the bytes.
  (func (export "image")
    (param $src i32) (param $width i32) (param $out i32) (param $stride i32) (param $columns i32) (param $rows i32)
    (param $a i64) (param $b i64) (param $c i64) (param $d i64) (param $e i64) (param $f i64)
    (param $factor f64) (param $offset f64) (param $white f64)
    (result f64)
    (local $fv v128) (local $ov v128) (local $wv v128) (local $zero v128) (local $limit v128)
    (local $byte v128) (local $fraction v128) (local $ulps v128) (local $unit v128)
    (local $xs v128) (local $ys v128) (local $twoA v128) (local $twoD v128) (local $a2 i64) (local $d2 i64)
    (local $u v128) (local $v v128) (local $four v128) (local $difference v128)
    (local $upper v128) (local $lower v128) (local $value v128) (local $sum v128) (local $tiny v128)
    (local $x0 i64) (local $y0 i64) (local $x1 i64) (local $y1 i64)
    (local $at0 i32) (local $at1 i32) (local $to i32) (local $end i32)
    (local.set $fv (f64x2.splat (local.get $factor)))
    (local.set $ov (f64x2.splat (local.get $offset)))
    (local.set $wv (f64x2.splat (local.get $white)))
    (local.set $limit (f64x2.splat (f64.const 0.015625)))
    (local.set $byte (i32x4.splat (i32.const 255)))
    ;; The low half of a place behind the exponent of 2^20, where the last bit counts 2^-32, is 2^20 + fraction.
    (local.set $fraction (i64x2.splat (i64.const 0xffffffff)))
    (local.set $ulps (i64x2.splat (i64.const 0x4130000000000000)))
    (local.set $unit (f64x2.splat (f64.const 1048576)))
    (local.set $a2 (i64.shl (local.get $a) (i64.const 1)))
    (local.set $d2 (i64.shl (local.get $d) (i64.const 1)))
    (local.set $twoA (i64x2.splat (local.get $a2)))
    (local.set $twoD (i64x2.splat (local.get $d2)))
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $x0 (local.get $c))
        (local.set $y0 (local.get $f))
        (local.set $x1 (i64.add (local.get $c) (local.get $a)))
        (local.set $y1 (i64.add (local.get $f) (local.get $d)))
        (local.set $xs (i64x2.replace_lane 1 (i64x2.splat (local.get $x0)) (local.get $x1)))
        (local.set $ys (i64x2.replace_lane 1 (i64x2.splat (local.get $y0)) (local.get $y1)))
        (local.set $to (local.get $out))
        (local.set $end (i32.add (local.get $out) (i32.shl (local.get $columns) (i32.const 2))))
        (loop $next
          (local.set $at0 (i32.add (local.get $src) (i32.add
            (i32.wrap_i64 (i64.shr_s (local.get $x0) (i64.const 32)))
            (i32.mul (i32.wrap_i64 (i64.shr_s (local.get $y0) (i64.const 32))) (local.get $width)))))
          (local.set $at1 (i32.add (local.get $src) (i32.add
            (i32.wrap_i64 (i64.shr_s (local.get $x1) (i64.const 32)))
            (i32.mul (i32.wrap_i64 (i64.shr_s (local.get $y1) (i64.const 32))) (local.get $width)))))
          ;; Two neighbours at once, the left one in the low byte: upper of both pixels, lower of both.
          (local.set $four
            (v128.load16_lane 6 (i32.add (local.get $at1) (local.get $width))
              (v128.load16_lane 4 (i32.add (local.get $at0) (local.get $width))
                (v128.load16_lane 2 (local.get $at1)
                  (v128.load16_lane 0 (local.get $at0) (local.get $zero))))))
          (local.set $difference (i32x4.sub (i32x4.shr_u (local.get $four) (i32.const 8))
            (v128.and (local.get $four) (local.get $byte))))
          (local.set $four (v128.and (local.get $four) (local.get $byte)))
          (local.set $u (f64x2.sub (v128.or (v128.and (local.get $xs) (local.get $fraction)) (local.get $ulps))
            (local.get $unit)))
          (local.set $v (f64x2.sub (v128.or (v128.and (local.get $ys) (local.get $fraction)) (local.get $ulps))
            (local.get $unit)))
          (local.set $upper (f64x2.add (f64x2.convert_low_i32x4_s (local.get $four))
            (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $difference)) (local.get $u))))
          (local.set $lower (f64x2.add
            (f64x2.convert_low_i32x4_s
              (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four)))
            (f64x2.mul
              (f64x2.convert_low_i32x4_s
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $difference) (local.get $difference)))
              (local.get $u))))
          (local.set $value (f64x2.promote_low_f32x4 (f32x4.demote_f64x2_zero
            (f64x2.add (local.get $upper)
              (f64x2.mul (f64x2.sub (local.get $lower) (local.get $upper)) (local.get $v))))))
          (local.set $value (f32x4.demote_f64x2_zero (f64x2.pmin (f64x2.pmax
            (f64x2.add (f64x2.mul (local.get $value) (local.get $fv)) (local.get $ov))
            (local.get $zero)) (local.get $wv))))
          (v128.store64_lane 0 (local.get $to) (local.get $value))
          (local.set $value (f64x2.promote_low_f32x4 (local.get $value)))
          (local.set $sum (f64x2.add (local.get $sum) (local.get $value)))
          (local.set $tiny (v128.or (local.get $tiny) (v128.and
            (f64x2.lt (local.get $zero) (local.get $value)) (f64x2.lt (local.get $value) (local.get $limit)))))
          (local.set $xs (i64x2.add (local.get $xs) (local.get $twoA)))
          (local.set $ys (i64x2.add (local.get $ys) (local.get $twoD)))
          (local.set $x0 (i64.add (local.get $x0) (local.get $a2)))
          (local.set $y0 (i64.add (local.get $y0) (local.get $d2)))
          (local.set $x1 (i64.add (local.get $x1) (local.get $a2)))
          (local.set $y1 (i64.add (local.get $y1) (local.get $d2)))
          (local.set $to (i32.add (local.get $to) (i32.const 8)))
          (br_if $next (i32.lt_u (local.get $to) (local.get $end))))
        (local.set $c (i64.add (local.get $c) (local.get $b)))
        (local.set $f (i64.add (local.get $f) (local.get $e)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row)))
    (global.set $small (i32.or (global.get $small) (v128.any_true (local.get $tiny))))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))

  ;; Multiplies, adds and clips $count floats (a multiple of 4) in place. Returns the sum.
  (func (export "linear")
    (param $at i32) (param $count i32) (param $factor f64) (param $offset f64) (param $white f64)
    (result f64)
    (local $end i32) (local $v v128) (local $low v128) (local $high v128) (local $sum v128) (local $sum2 v128)
    (local $fv v128) (local $ov v128) (local $wv v128) (local $zero v128) (local $tiny v128) (local $limit v128)
    (local.set $fv (f64x2.splat (local.get $factor)))
    (local.set $ov (f64x2.splat (local.get $offset)))
    (local.set $wv (f64x2.splat (local.get $white)))
    (local.set $limit (f64x2.splat (f64.const 0.015625)))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $low (f32x4.demote_f64x2_zero (f64x2.pmin (f64x2.pmax
          (f64x2.add (f64x2.mul (f64x2.promote_low_f32x4 (local.get $v)) (local.get $fv)) (local.get $ov))
          (local.get $zero)) (local.get $wv))))
        (local.set $high (f32x4.demote_f64x2_zero (f64x2.pmin (f64x2.pmax
          (f64x2.add (f64x2.mul (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $v) (local.get $v)))
            (local.get $fv)) (local.get $ov))
          (local.get $zero)) (local.get $wv))))
        (v128.store (local.get $at)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $low)))
        (local.set $high (f64x2.promote_low_f32x4 (local.get $high)))
        (local.set $sum (f64x2.add (local.get $sum) (local.get $low)))
        (local.set $sum2 (f64x2.add (local.get $sum2) (local.get $high)))
        (local.set $tiny (v128.or (local.get $tiny) (v128.or
          (v128.and (f64x2.lt (local.get $zero) (local.get $low)) (f64x2.lt (local.get $low) (local.get $limit)))
          (v128.and (f64x2.lt (local.get $zero) (local.get $high)) (f64x2.lt (local.get $high) (local.get $limit))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (global.set $small (i32.or (global.get $small) (v128.any_true (local.get $tiny))))
    (local.set $sum (f64x2.add (local.get $sum) (local.get $sum2)))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))

  ;; Multiplies, adds, clips and rounds $count floats (a multiple of 4) at $at to bytes at $out.
  (func (export "linearToBytes")
    (param $at i32) (param $out i32) (param $count i32) (param $factor f64) (param $offset f64) (param $white f64)
    (local $end i32) (local $v v128) (local $whole v128)
    (local $fv v128) (local $ov v128) (local $wv v128) (local $zero v128) (local $half v128)
    (local.set $fv (f64x2.splat (local.get $factor)))
    (local.set $ov (f64x2.splat (local.get $offset)))
    (local.set $wv (f64x2.splat (local.get $white)))
    (local.set $half (f32x4.splat (f32.const 0.5)))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $v (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (f64x2.pmin (f64x2.pmax
            (f64x2.add (f64x2.mul (f64x2.promote_low_f32x4 (local.get $v)) (local.get $fv)) (local.get $ov))
            (local.get $zero)) (local.get $wv)))
          (f32x4.demote_f64x2_zero (f64x2.pmin (f64x2.pmax
            (f64x2.add (f64x2.mul (f64x2.promote_low_f32x4
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $v) (local.get $v)))
              (local.get $fv)) (local.get $ov))
            (local.get $zero)) (local.get $wv)))))
        ;; Adding a half in floats would round 0.49999997 up; the rest behind the whole part is exact.
        (local.set $whole (i32x4.trunc_sat_f32x4_s (local.get $v)))
        (local.set $whole (i32x4.sub (local.get $whole)
          (f32x4.ge (f32x4.sub (local.get $v) (f32x4.convert_i32x4_s (local.get $whole))) (local.get $half))))
        (local.set $whole (i16x8.narrow_i32x4_s (local.get $whole) (local.get $whole)))
        (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $whole) (local.get $whole)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br $next)))))
