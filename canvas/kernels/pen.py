"""A brush and what drives it in numbers. Numbers only, so that anything may read them."""

from __future__ import annotations

# Inputs, in the order of `dynamics.Input`.
PRESSURE, TILT, TILT_DIRECTION, SPEED, DIRECTION, FADE, RANDOM, ROTATION = range(8)
INPUTS = 8

# A brush in numbers, float64. First the settings, in the order of `dynamics.Setting`: sizes in px, angles in
# radians, spacing and scatter in diameters, the rest 0 … 1.
SIZE, HARDNESS, OPACITY, FLOW, SPACING, ANGLE, ROUNDNESS, SCATTER = range(8)
HUE_JITTER, SATURATION_JITTER, VALUE_JITTER, SMUDGE, SMUDGE_LENGTH, GRAIN = range(8, 14)
SETTINGS = 14
BUILD_UP = 14  # 1: without the stroke's opacity as a limit
FADE_LENGTH = 15  # px
FIRST_DRIVE, LAST_DRIVE = 16, 17  # which rows of the drives are this brush's
PACED = 18  # 1: size or spacing are driven
HEEDS = 19  # 1: a dab depends on more than where it lies
FELT = 20  # 1: pressure drives something
WAITS = 21  # 1: a dab depends on the direction, so that the first one waits for it
IMAGES = 22  # pictures of the tip; 0: round
ORDER = 23  # of the pictures
PEN_RED, PEN_GREEN, PEN_BLUE = 24, 25, 26  # 0 … 1, straight
SEED = 27  # of chance, a whole number
NUMBERS = 28

# How pictures follow each other, in the order of `tip.TipOrder`.
IN_SEQUENCE, AT_RANDOM, BY_DIRECTION, BY_PRESSURE = range(4)

# What chance decides about a dab, beside the settings that it drives.
ASIDE, TURN_HUE, TURN_SATURATION, TURN_VALUE, PICK = range(SETTINGS, SETTINGS + 5)

STEPS = 256  # values of a curve
THINNEST = 0.05  # roundness
