"""What steers a generation beside its prompt: LoRAs, learnt words, ControlNets, reference pictures, regions.

Everything here acts from outside, through hooks that are removed after the job: no weight, no layer and no
tokenizer of the base model is ever changed, so the next plain job gives the very pixels of a fresh model.
"""
