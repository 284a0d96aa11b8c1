<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About Scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Assist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Brush settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel all jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Deselect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Erase with this brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Extend canvas…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Feather…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fill with colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import as layer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mirror view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste as layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Straighten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Properties</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Select what is painted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI &amp;runtime…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt picks a colour · Shift draws straight lines · Right-drag resizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt picks the background colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidate brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check for &amp;updates…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour &amp;tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to zoom · Alt-click zooms out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ellipse selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eyedropper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From layer &amp;transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get &amp;models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide &amp;panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loc&amp;k guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paints with the candidate that is chosen below the canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate &amp;left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate &amp;right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rul&amp;ers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;nap to guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift adds · Alt subtracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift adds · Alt subtracts · Ctrl makes a circle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift adds · Alt subtracts · Ctrl makes a square</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift draws straight lines · Right-drag resizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift keeps to one axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;alone (solo)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Violet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AssistFields</name>
    <message>
        <source>A layer that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enlarge and refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the enlarged picture is painted anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the seed: otherwise each Generate takes a new one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint it on a new layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint with the pen where the picture is to change, and how much: the layer’s paint is the strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from all that is visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from the active layer alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model works smaller than this picture: enlarge what it paints to the picture&apos;s size and paint the detail anew, piece by piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same strength all over the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model takes no negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is it? e.g. oil painting, warm evening light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where this layer has paint the picture changes: fully where it is opaque, less where it is thin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without … (negative prompt)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AssistKinds</name>
    <message>
        <source>A new thing in front of what is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture from the prompt alone; needs a diffusion model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the picture as the prompt tells: “make it night”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with the picture into its transparent parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other surroundings: select the background, the subject stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other versions of the picture, to choose from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaint the selection from its surroundings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sketch to painting: a new layer from what is on the canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a thing away and show what lies behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text alone needs a diffusion model: choose one above, or draw a sketch and use Paint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, better painted: keeps what is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What belongs there, as the prompt says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” changes pictures as it is told and does nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is made for inpainting only.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AssistPanel</name>
    <message numerus="yes">
        <source>%n word piece(s) at the end did not fit the model</source>
        <translation>
            <numerusform>%n word piece at the end did not fit the model</numerusform>
            <numerusform>%n word pieces at the end did not fit the model</numerusform>
        </translation>
    </message>
    <message>
        <source>Left out: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what is to be changed: “make it night”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sampler that the model was made for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has not been found. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model waits for the AI runtime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual sampler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select what is to be repainted (M or L), then generate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words the painter does not know: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AssistStrength</name>
    <message>
        <source>Layer for strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint on “{0}” where the picture is to change: thick for much, thin for little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer of the painted strength is gone. Choose another one, or “Even”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extend canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model of this recipe is not there any more: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no stage of a painting. Choose one in the list of layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer is no painting made of strokes. Choose one that is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bench</name>
    <message>
        <source>Canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for {0}; this model is {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody can tell which models it was made for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BlendModes</name>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour burn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour dodge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Darken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Darker colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dissolve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exclusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard mix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lighter colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear burn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Luminosity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pass through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vivid light</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>All around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Angle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the hand moves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Barrel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blurs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diameter: [ and ], or drag on the canvas with the right button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance between dabs, as a share of the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Firm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far dabs stray from the path, as a share of the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the hue of each dab strays from the colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the lightness of each dab strays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the saturation of each dab strays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How large the texture is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the colour that was picked up is dragged along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much each dab of the stroke lays down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of a round brush is solid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the colour below goes into the brush&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the tooth of the paper shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the tip is turned, clockwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is paler in the hollows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Laid paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the stroke after which “Fade” is at its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mixing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is painted already takes the colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint adds up within one stroke, as from an airbrush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plaster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pulled on a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roundness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sanded card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smudge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smudges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays on the heights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steady</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Straight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The colour below is that of all layers, not of this one alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The short side as a share of the long one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tilt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tilt direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watercolour paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one stroke reaches at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushDeeds</name>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New group…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save brush as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set back as it came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set back as it was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words to find it by, between them commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushDelegate</name>
    <message>
        <source>Name of the brush</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushEditor</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Catch up at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the hand&apos;s unrest is taken away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the stroke is made smoother</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kinds of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The surface that the brush is drawn over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What drives it: pressure, tilt, speed …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the brush does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the texture does to paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the pen leaves, the stroke goes on to where it was</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushFinder</name>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cards or rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import brushes: MyPaint, GIMP, Photoshop, Krita. Files can be dropped here, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No brush is called “{0}”. Try another word, or look in all groups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No favourites yet. Click the star of a brush to find it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ten brushes that you painted with last will be here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no brush here. Drop brush files to import them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which brushes are listed: by group, by tag, favourites or last used</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushGroups</name>
    <message>
        <source>Airbrush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blender</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pastel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watercolour</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushList</name>
    <message>
        <source>Brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushModel</name>
    <message>
        <source>Changed since it was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>favourite</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushPanel</name>
    <message numerus="yes">
        <source>%n brush(es) imported.</source>
        <translation>
            <numerusform>%n brush imported.</numerusform>
            <numerusform>%n brushes imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be taken over.</source>
        <translation>
            <numerusform>%n thing could not be taken over.</numerusform>
            <numerusform>%n things could not be taken over.</numerusform>
        </translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All settings of this brush (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase with this brush (Shift+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No brush was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the changes to this brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set this brush back as it was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush “{0}” was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can be done with this brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was not taken over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: changed since it was saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushPresets</name>
    <message>
        <source>Airbrush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush pen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calligraphy pen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chalk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charcoal on its side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charcoal stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chisel marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dip pen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dry brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dry ink brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dry scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fan brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Felt-tip pen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filbert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlighter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kneaded eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Natural sponge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oil pastel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palette knife</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper stump</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round bristle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round watercolour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shading pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft 4B pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Splatter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spray can</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stippling brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wet mixing brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wet wash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fineliner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finger smudge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flat bristle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foliage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glaze</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HB pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard 2H pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft pastel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft round</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushShelf</name>
    <message>
        <source>This brush is not in the library any more. Save it under a new name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandidateBrush</name>
    <message>
        <source>Brush candidates together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brushed together</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandidateStrip</name>
    <message numerus="yes">
        <source>%n candidate(s)</source>
        <translation>
            <numerusform>%n candidate</numerusform>
            <numerusform>%n candidates</numerusform>
        </translation>
    </message>
    <message>
        <source>Brush between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it as a layer, and paint the best of the others onto that with any brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More like this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same details, new style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same style, new details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed {0}. Click to see it on the canvas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush paints with:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClipSkipRow</name>
    <message>
        <source>Clip skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of this family have no such text encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is taken from an earlier layer of the text encoder, before it is worked out in full: 1 is the model&apos;s usual one. Some models for drawings were made for 2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClipboardDeeds</name>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture on the clipboard. Copy one first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourPair</name>
    <message>
        <source>Foreground and background colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreground and background colour: click the one to change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreground {0}, background {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourPanel</name>
    <message>
        <source>Black on white (D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour in hexadecimal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RGB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red, green and blue in hexadecimal: 3 or 6 digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LCh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perceptual wheel (OKLCh): lightness and chroma as the eye sees them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sliders for hue, saturation and value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sliders for perceptual lightness, chroma and hue (OKLCh)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sliders for red, green and blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap foreground and background (X)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel with a square: saturation and value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel with a triangle: the pure hue, white and black</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourSliders</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chroma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>°</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourWheel</name>
    <message>
        <source>Colour wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue {0}°, chroma {1}, lightness {2} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue {0}°, saturation {1} %, value {2} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ControlRow</name>
    <message>
        <source>A layer that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a ControlNet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawn by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawn by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its layer is gone. Choose another source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No ControlNet for this was found for {0}. “Get models…” has some.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: the source shows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put control on a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put what is followed on a layer, to correct it by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map is drawn from the source when the picture is generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is such a map already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source shows such lines or maps already: follow it without drawing them anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This ControlNet is not in the models folders any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is to draw it is not in the models folders any more. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not found)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” lies hidden on top. Show it to correct it; it is followed as it is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CurveEditor</name>
    <message>
        <source>Click the line to add a point, drag to move it, right-click to remove it.
Keys: Page Up and Page Down choose, arrows move, Insert adds, Delete removes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point {0} of {1}: at {2} %, value {3} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphics memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its licence has to be accepted on its page first; then enter an access token below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing on offer has these words. A model from elsewhere can be fetched below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read about the model and its licence in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>told when the download starts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open without saving to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the changes to “{0}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Toned paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two windows cannot paint in one file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is not saved is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>White paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is open in another window of Scumble.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Assist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palette</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with this download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove what came so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop; what came so far is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take off this list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadRows</name>
    <message>
        <source>Nothing is being downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DynamicsPage</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to all settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this curve to …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard: little at a light touch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not driven by this. Check it at the left to draw a curve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S: little at both ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft: much at a light touch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Straight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The highest value that the curve can reach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other way round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What drives this setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to {0} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>16 bits per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finer steps between colours, in a file twice as large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the colour profile of the opened file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: sRGB, which looks right everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what was generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes into the file which layers were generated, and how, and which were painted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExtendDialog</name>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extend and paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extend canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture stays as it is. What is new is painted with the prompt and the model of the Assist panel; within the transition it is bent to meet the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transition</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileFilters</name>
    <message>
        <source>Pictures ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SVG drawings (*.svg *.svgz)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileReading</name>
    <message>
        <source>{0} copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilmDialog</name>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export time-lapse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4 needs the program ffmpeg, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs the program ffmpeg, which is not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plays everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plays in browsers and picture viewers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frames a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frames; the finished painting stays for {1} s at the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} × {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} × {1} (as it is)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FoundSettings</name>
    <message>
        <source>It was made with LoRAs that are not here: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its model is not here: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its seed is longer than those used here, so another picture will come of it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GenerationLog</name>
    <message>
        <source>Put result back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GenerationsModel</name>
    <message>
        <source>No prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GenerationsView</name>
    <message>
        <source>Assist history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make this result a layer of the picture, where it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only its settings are kept: it made room for newer results.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back as a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whatever is generated stays here with the picture, also what you discard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuideLines</name>
    <message>
        <source>Add guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove guide</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>As it was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source> · {0} MB on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every step you take is listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What undo keeps. The settings say how much memory it may take; the rest goes to disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · {1} MB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Installs</name>
    <message>
        <source>Do not offer it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not offer {0} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search this folder for models too; nothing is moved or copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the models of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has models in {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>(sideways) and the hardness (up and down) of the brush; with Shift the opacity.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A drag with the right button or the pen&apos;s button, or with Ctrl and Alt, sets the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt with the brush picks a colour; the keys 1 to 9 and 0 set its opacity.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys move the layer with the move tool; two fingers pan, zoom and rotate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift-click draws a straight line from the last stroke, Shift-drag one in steps of 15°.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space-drag pans, with Ctrl it zooms, with Shift it rotates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The wheel zooms at the cursor; Shift+wheel rotates.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerDeeds</name>
    <message>
        <source>Clip to the layer below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied. Paste puts it above the active layer, in this or another picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End clipping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Isolate group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer via copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move layer down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move layer up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only “{0}” is shown. Alt-click its eye to see the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pass through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stamp visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ungroup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock transparency</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerDelegate</name>
    <message>
        <source>Layer name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerDrag</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LayerModel</name>
    <message>
        <source>clipped to the layer below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>group of %n</source>
        <translation>
            <numerusform>group of %n</numerusform>
            <numerusform>group of %n</numerusform>
        </translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shown alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tag {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transparency locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a mask that is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerTips</name>
    <message>
        <source>Click to paint on the layer.
Ctrl-click selects what is painted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to paint on the mask: white shows, black hides.
Shift-click switches it off or on. Ctrl-click selects what it shows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clipped: it shows only where the layer below has paint (Ctrl+Alt+G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold the group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide it; drag over several eyes to hide them all.
Alt-click shows it alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let paint change the transparency again (/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock it against every change of its paint (Ctrl+/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the transparency: paint only what is painted already (/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show how this layer was generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it; drag over several eyes to show them all.
Alt-click shows it alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfold the group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it (Ctrl+/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the group shows.
Ctrl-click selects it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a mask; it shows what is selected, or all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blend mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brushes now paint on the mask: white shows, black hides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip to the layer below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip to the layer below (Ctrl+Alt+G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy	Ctrl+C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut	Ctrl+X</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the layer against every change of its paint (Ctrl+/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the transparency: paint only what is painted already (/)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge what is chosen, or down (Ctrl+Shift+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New group; Ctrl+G groups what is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the chosen layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste	Ctrl+V</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename…	F2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the layer (Shift+Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End clipping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the layer&apos;s colours mix with what lies below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer via copy (Ctrl+J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers, top layer first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the layer down (Ctrl+[)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the layer up (Ctrl+])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New layer (Ctrl+Shift+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock transparency</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Light</name>
    <message>
        <source>from above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the lower left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the lower right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the upper left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the upper right</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LightSphere</name>
    <message>
        <source>Direction of the light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to turn the light; the arrow keys do, too. Double-click: the seed chooses it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoraRow</name>
    <message>
        <source>Choose a LoRA.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This LoRA is not in the models folders any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained on: {0}. Click to put one into the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not found)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MaskDeeds</name>
    <message>
        <source>Add mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch mask off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch mask on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer has no mask. Add one first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelBox</name>
    <message>
        <source>Brush strokes; needs no model and no GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine or model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get or add models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for models again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models (*.safetensors *.gguf model_index.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painter (built in)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a model file or folder…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelManager</name>
    <message>
        <source>Access token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ControlNets: keep to your lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From Hugging Face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hugging Face id or address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IP-Adapters: follow an example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRAs: make a model faster, or teach it a style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models on offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No access token is kept any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the token from this computer&apos;s keyring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: sketch, fast, Flux…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The access token is kept in the keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s keyring, never in a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where shall models be kept?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hf_…  only needed for models with a licence to accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>owner/name, or the address of a page or a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}/s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NewPicture</name>
    <message>
        <source>Layer 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferRow</name>
    <message>
        <source>{0}: installed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PainterFields</name>
    <message>
        <source>Acrylic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the prompt says; oil where it says nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charcoal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose where the light comes from; otherwise the seed does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coloured pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gouache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the sketch&apos;s colours: no seed changes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the sketch&apos;s lights and darks: no seed changes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the sketch&apos;s lines exactly where they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ink and wash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of the sketch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines on top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines painted in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palette knife</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pastel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the light over the picture, to be dragged there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines are painted as edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sketch&apos;s lines stay above the paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watercolour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the lines were there is only paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by the seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}° round, {1}° high</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaintingDeeds</name>
    <message>
        <source>A time-lapse is being saved just now. Wait for it, or stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Animated WebP (*.webp)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export time-lapse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4 film (*.mp4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time-lapse was stopped. Nothing was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer is no painting made of strokes. Choose one that is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaletteGrid</name>
    <message>
        <source>Colours of the palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No colours yet: + keeps the one in hand.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PalettePanel</name>
    <message>
        <source>Add the foreground colour to the palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back “{0}” as it came with Scumble?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the palette “{0}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GIMP palette (*.gpl)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its colours are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the chosen colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New palette, import, export …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palettes ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the chosen colour (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your changes to it are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has no colours.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Palettes</name>
    <message>
        <source>Earths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greys, even to the eye</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painter&apos;s box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder for your palettes ({0}) could not be made: {1}. Free some space or allow it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watercolour set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zorn&apos;s four</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” could not be deleted: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PendingJobs</name>
    <message numerus="yes">
        <source>%n generation(s) had not ended when Scumble did.</source>
        <translation>
            <numerusform>%n generation had not ended when Scumble did.</numerusform>
            <numerusform>%n generations had not ended when Scumble did.</numerusform>
        </translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Nothing is painted yet. Let it paint some strokes first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop painting here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer is no painting made of strokes. Choose one that is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlayerBar</name>
    <message>
        <source>Close, with the picture as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many times faster than a quick hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep these strokes and go on by hand; painting on the canvas does the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the painting&apos;s making as a short film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}×</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptNotes</name>
    <message>
        <source>A LoRA has one weight here; the last one of a tag counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A brace without its partner chooses nothing; write \{{ for a plain one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bracket without its partner was left out; write \( for a plain bracket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRAs count in the prompt only, not in the negative prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags such as &lt;{0}:…&gt; mean nothing here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The built-in painter uses no LoRAs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is too long; a part of it was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weight of the LoRA {0} must be a number from -4 to 4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no LoRA called {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no embedding called {0}; it was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no wildcard file called {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s text encoder does not weigh words; weights were ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s text encoder has no layers to skip; clip skip was ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model, or this guidance, takes no negative prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights go from -10 to 10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wildcards lie too deep inside each other; some were left as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[from:to:when] does not switch words here: all of them were used throughout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[one|other] does not take turns here: all words were used throughout.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptShelf</name>
    <message>
        <source>The file of styles is damaged: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptTools</name>
    <message>
        <source>Earlier prompts (Alt+Up, Alt+Down)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as a style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep these words as a style…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the style.
Where its words hold {prompt}, the prompt goes there; else in front.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No prompts yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Styles: words to lay around the prompt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueRow</name>
    <message>
        <source>Blocking in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel this job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Laying the ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting the forms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Putting it on the canvas…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting accents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · {1} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecentColours</name>
    <message>
        <source>Recent colours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip skip: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour shift of the model: ΔE {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour shift of the model: ΔE {0}, after matching {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control: {kind} with {name}, weight {weight}, from {start} to {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enlarged to {0} × {1} px and refined, strength {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRA: {name}, weight {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask: {0} × {1} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted strength: {0} × {1} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painter (built in)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture to start from: {0} × {1} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference: {kind} with {name}, weight {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region: “{prompt}”, weight {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seam: {0} (1 is none)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transition (px)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way to inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures that were not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble ended while these were open. Nothing but the last stroke is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReferenceRow</name>
    <message>
        <source>A layer that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an IP-Adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its layer is gone. Choose another picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No IP-Adapter was found for {0}. “Get models…” has some.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture to resemble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference pictures work with SD 1.5 and SDXL only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Style or composition alone needs an SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This IP-Adapter is not in the models folders any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is taken from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not found)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>A layer that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a layer: the prompt holds where it has paint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its layer is gone. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt of the region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions with prompts of their own work with SD 1.5 and SDXL only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what is to be there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt holds where this layer has paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is to be there?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultNotes</name>
    <message>
        <source>Guidance was computed in two halves to save memory, which is a little slower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In memory: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device has very little memory for this model: it was worked through layer by layer, which is slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be compiled on this computer and ran as usual.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model does not fit into the device&apos;s memory as a whole: its parts took turns there, which is slower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was held in 8 bits to save memory; details may differ a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture was decoded in tiles, to save memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text encoders and the VAE are those of “{0}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was not enough memory for the full size: it was painted smaller and enlarged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model bears only little guidance: {0} was used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is made for few steps: {0} were used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UNet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use it, or leave it out for now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Drag out of here for a guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ruler at the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ruler at the top</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Runtime</name>
    <message>
        <source>Another Scumble is working on the AI runtime just now. Wait until it is done, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be told any more what the AI runtime in “{folder}” was. Remove it, then add it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No AMD graphics were found in this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Intel graphics were found in this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No NVIDIA graphics were found in this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python {version} could not be downloaded: {reason}. Check the connection to the internet, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime could not be unpacked: {reason}. Try again; what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime needs Python {version} or the tool uv, and neither is here. Install uv, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime needs {needed} of room, but only {free} can be used on the disk of “{folder}”. Make room, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime was unpacked, but cannot be used on this computer: {reason}. Choose another one, or ask for help with this sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The announcement of new versions cannot be understood. Check whether this network wants you to sign in first, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The announcement of new versions is not signed by the makers of Scumble, so it is not believed. Try again later; if it stays so, look where you got Scumble.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of “{path}” is full. Make room, then try again: what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The driver of {name} is too old: it knows CUDA {known}, and CUDA {least} is needed. Install a newer NVIDIA driver ({driver} or later), then look again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list “{name}” is damaged. Install Scumble anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no AI runtime for this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This Mac has no processor by Apple, which AI models need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build of Scumble does not know where new versions are announced. Look where you got it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This version of Scumble has no list of packages for it yet ({variant} on {system}, {machine}). Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too old for it: AI models need an NVIDIA processor of generation {least} or newer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: the part of its driver that calculates is missing. Install Intel&apos;s compute runtime (Level Zero).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: this account may not use it for calculating. Install AMD&apos;s driver (amdgpu), and join the groups render and video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has none of the packages that this version of Scumble was tested with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{address}” is not a safe address: it has to begin with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{host}” answered the request for “{name}” with error {status}. Try again later; if it stays so, get a newer version of Scumble.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{host}” has no announcement of new versions (error {status}). Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not on “{index}”. Try again later, or without that package index.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not the file that Scumble was tested with, and was removed: nothing of it is used. Try again later, or over another connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{path}” cannot be written: {reason}. Change its permissions, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RuntimeCard</name>
    <message>
        <source>AI models need the AI runtime, which is not installed. The painter works without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add AI runtime…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with the AI runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is being installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is installed only in part. AI models wait until all of it is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is not whole. AI models wait until it is mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is of another version. AI models wait until it is updated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RuntimeManager</name>
    <message>
        <source> · {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder with packages for the AI runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI models can be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the AI runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install this one instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was made for another version of Scumble ({0}). Update it to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at every file, and install anew what is not as it should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at this computer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models and pictures stay. It can be added again, which downloads it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of it are missing, or its installation was broken off. Repair it to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the AI runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the AI runtime?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take packages from a folder, a USB stick say: needs no network if it has them all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is not whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is of another version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The built-in painter works without it. Models such as Stable Diffusion need it: it is downloaded once, checked, and kept in your own data folder. You can paint meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This Scumble runs on a Python that brings torch itself. Nothing need be added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, torch {1}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RuntimeWords</name>
    <message>
        <source>AMD graphics (ROCm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple graphics (Metal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intel graphics (XPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at every file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA graphics (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to download, {0} on the disk; about {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying whether it works; this takes up to a minute…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on every computer. A picture takes minutes instead of seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>driver {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} are here already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} to download, {1} on the disk; about {2} with 50 Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}/s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScrubBar</name>
    <message>
        <source>Strokes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SelectionDeeds</name>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deselect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feather</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill with colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected. Select something first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Radius in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>&apos;{folder}/{name}&apos; is damaged. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{mode}&apos; is not a way to pre-fill; choose {modes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be loaded ({reason}). Download it again or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a depth-to-image model, which is not supported yet. Choose an SD 1.5 or SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a model with {channels} input channels, which is not supported yet. Choose an SD 1.5 or SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a pickled model ({suffix}): opening such a file can run any program hidden in it, so Scumble never does. Get the model&apos;s .safetensors edition, or convert the file on a computer that holds nothing precious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is an upscaling model, which is not supported yet. Choose an SD 1.5 or SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is cut short: its download did not finish. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is damaged or not a safetensors file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is incomplete: its {part} is missing. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is incomplete: some of its weights are missing. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is incomplete: {part} has no .safetensors file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is incomplete: {part}/config.json is missing. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is made for inpainting only. Choose an ordinary model for this, or select an area and inpaint it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; names a sampler that does not exist (&apos;{sampler}&apos;). Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; stores its {part} in a pickled file (.bin): opening it can run any program hidden in it, so Scumble never does. Get the model&apos;s .safetensors edition, or convert the file on a computer that holds nothing precious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; was trained with an unusual vocabulary of {vocabulary} tokens. Put its merges.txt and vocab.json into the folder &apos;{beside}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is damaged. Replace or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is not the vocabulary of a CLIP tokenizer. Replace or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is too large to be a tokenizer&apos;s. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A &apos;{kind}&apos; job needs a picture to start from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job needs a picture, or a width and a height of at least 1 pixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job&apos;s &apos;{plane}&apos; must be H×W, 8 bits, as large as its picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job&apos;s picture must be H×W×3, 8 bits per channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A layer needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask must be H×W, 8 bits, and not empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A message to or from the painting engine is not plain data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the PNG picture is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the PNG picture is too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture must be H×W×3 or H×W×4, 8 bits per channel, and not empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture needs at least one layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture&apos;s sides must be between 1 and {most} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A result, its original and its mask must have the same size to match their colours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An array &apos;{name}&apos; of {dtype} with {ndim} axes cannot be sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An element of a kind not supported yet was left out: {kind}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another edit is still being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance must lie between 0 and 100.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a colour profile other than sRGB, other programs mix layers a little differently. Save in sRGB to have them look the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpainting needs a selection or a mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpainting needs a selection. Select what is to be repainted first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It asks for far more work than a file of its size should, so it was given up. If you trust it, save it with fewer or smaller layers in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job {ticket} was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of the family {family} work with their own VAE only. Choose no other VAE for them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen. Choose one in the Assist panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected inside the picture; select what is to be repainted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected. Select something first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity must be a number between 0 and 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted strength works for painting and variations only. Remove it for this job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting past the edge cannot make the picture smaller. Use crop for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference pictures do not work with models of the family {family} yet. Remove the reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>References for style or composition need an SDXL model. Choose a plain reference for &apos;{name}&apos;, or an SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions with prompts of their own do not work with models of the family {family} yet. Remove them, or choose an SD 1.5 or SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble cannot tell which models &apos;{part}&apos; was made for, so it is not used with &apos;{model}&apos;. Choose one made for {family}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble is about to end: no download can be begun any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Scumble ({problem}). Your picture is still here: save it under a new name, then restart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps must lie between 1 and 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength must lie between 0 and 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textual inversions work with SD 1.5 and SDXL models only. Remove &apos;{name}&apos; for this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That guide is no longer in the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no access token. Copy it whole from {page}; it begins with hf_.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That layer is no longer in the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That spot is outside the picture. Click inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ControlNet &apos;{name}&apos; does not fit the chosen model ({family}). Choose one that was made for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The IP-Adapter &apos;{name}&apos; needs its CLIP image encoder ({width} wide), which is not there. Download the adapter&apos;s folder &apos;image_encoder&apos; and put it beside &apos;{name}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The IP-Adapter &apos;{name}&apos; was made for another kind of model. Choose one made for {family}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The LoRA &apos;{name}&apos; does not fit the chosen model ({family}): it was made for another kind of model. Remove it, or choose a model that it was made for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PNG picture holds something that cannot be read. Open another copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PNG picture is cut short. Ask for the file again, or open another copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PNG picture is damaged. Open another copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PNG picture is damaged: its header is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PNG picture is damaged: its header makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The VAE &apos;{name}&apos; has {channels} latent channels, the model needs {needed}. Choose a VAE made for this family of models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The access token could not be removed from the keyring: {reason}. Remove it there, under &apos;{service}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The active layer is empty. Draw something on it, or start from the whole canvas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The active layer is hidden. Show it before painting on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The blend mode “{mode}” of “{name}” is not known here: it was set to normal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The built-in painter works from a sketch or picture. Sketch something first, or choose a diffusion model to paint from words alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint has no text encoder that Scumble knows. Choose a complete checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint is incomplete ({part}: no {tensor}). Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The colour profile of the PNG picture was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The diffusion engine needs the AI packages. Install them with: pip install &apos;scumble[ai]&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document is empty; make it at least 1×1 pixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine &apos;{name}&apos; needs packages that are missing or damaged ({package}). Install them with: pip install &quot;scumble[ai]&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine met an unforeseen problem ({problem}). Your picture is untouched; press Retry, or choose other settings if it happens again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine sent neither a picture nor strokes. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine&apos;s working size makes no sense; choose another model or size limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file claims to hold more than any painting does, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file declares things that no painting needs, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has more than {most} layers, which is too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has too many groups inside each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds {count} pictures; only the first was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: its list of layers cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: its list of layers makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: the picture&apos;s size is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: the place of a layer makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder &apos;{folder}&apos; cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame lies outside the picture; choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card ran out of memory. Make the picture or the selection smaller, choose a smaller model, or close other programs, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job took longer than {seconds} seconds and was stopped. Try fewer steps or a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer “{name}” is locked. Unlock it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer “{name}” was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine ended in the middle of a message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: a message has a damaged header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: a message is too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: an array has an impossible shape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: arrays and announced size differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: it is not made of messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to the painting engine is broken: there is no memory for a message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask to fill must be as large as its H×W×3 picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask to paste through must be as large as the frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model &apos;{path}&apos; cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model failed on this computer&apos;s {device}: {problem} Try again; if it fails again, choose another model or sampler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model produced an invalid picture. Try another sampler or a lower guidance; if that does not help, the model file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new canvas would be empty. Draw a larger frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A brush needs a name. Type at least one letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; cannot be found. Check that this computer is connected to the internet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; does not answer. Check the connection to the internet, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; has trouble of its own (error {status}). Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; has trouble of its own (error {status}). Try again later: what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is no address of a server. Check the hub&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; stopped sending. Try again: what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos;, where the hub keeps its files, answered with error {status}. Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; has no file &apos;{file}&apos; any more. Look at its page for what it was replaced by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; has no file &apos;{file}&apos; any more. Look at {page} for what it was replaced by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; has no such version. Leave the part after @ away to get the newest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; holds no model that Scumble can use: there is neither a .safetensors nor a .gguf file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; holds several models. Choose one of its files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is incomplete on the hub: its part &apos;{part}&apos; is missing. Choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is not open to the owner of your access token yet: accept its licence at {page} with the same account, and let the token read gated models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is only for those who accepted its licence: accept it at {page}, make an access token at {tokens}, enter the token here, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is the page of several models: {names}. Enter one of these names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; offers its weights only as pickled files: opening such a file can run any program hidden in it, so Scumble never does. Look for a .safetensors edition, or convert the files on a computer that holds nothing precious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{id}&apos; only works with a program of its own, and Scumble never runs programs that come with a model. Choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{kind}&apos; is no kind of control. Choose one of: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{kind}&apos; is no kind of reference. Choose one of: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{mode}&apos; is not a way to inpaint. Choose one of: {modes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; arrived damaged, more than once, and was removed. Try again later, or over another connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be used: choose a .safetensors file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; changes pictures as it is told and does nothing else. Tell it what to change, or choose an ordinary model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; changes pictures as it is told and takes no controls. Remove them, or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; does not fit the chosen model, or is damaged. Choose one made for this family of models, or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; does not follow instructions. Choose an editing model (Flux Kontext, Flux.2, Qwen-Image-Edit), or describe the whole picture and vary it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; holds only a part of a model: {needs} missing. Put a complete {family} model (a diffusers folder) beside it or into a models folder, or choose a complete checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; holds the transformer of a {family} model alone; its text encoders and VAE are missing. Put a complete {family} model (a diffusers folder) beside it, and they are taken from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a Control LoRA, which is not supported. Get the full ControlNet, or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a Control-LoRA, which is not supported yet. Choose a full ControlNet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a GGUF file, which needs one more package. Install it with: pip install &apos;scumble[ai]&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a LoRA for {made_for}, but the chosen model is of the family {family}. Remove it, or choose a model that it was made for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a control network of the kind &apos;{kind}&apos;, which does not work with {family} models here. Choose an ordinary ControlNet made for {family}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a model of the family &apos;{family}&apos;, which is not supported yet. Choose an SD 1.5, SDXL, SD 3, Flux, Qwen-Image or Z-Image model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a pickled file ({suffix}): opening it can run any program hidden in it, so Scumble never does. Get its .safetensors edition, or convert it on a computer that holds nothing precious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a pickled model ({suffix}): opening such a file can run any program hidden in it, so Scumble never does. Look for a .safetensors file on the model&apos;s page, or convert the file on a computer that holds nothing precious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a program. Scumble never runs programs that come with a model; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a single file, but ControlNets for {family} are read from diffusers folders only. Get the folder edition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a whole model, not a part of one. Choose it as the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is an IP-Adapter for face recognition (FaceID), which is not supported. Choose an ordinary IP-Adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is an adapter of the form &apos;{kind}&apos;, which is not supported. Get it as an ordinary LoRA, or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is being downloaded by another window already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is damaged or not a GGUF file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is damaged: its settings make no sense. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is damaged: its vectors make no sense. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is incomplete: {part} lacks {file}. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no ControlNet. Choose another file or folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no IP-Adapter. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no LoRA. Choose a LoRA file, or remove it from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no VAE that fits. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no VAE. Choose a VAE&apos;s folder or .safetensors file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no model: choose a .safetensors or .gguf file or a diffusers folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no network that Scumble can let draw control pictures. Choose DPT or Depth Anything for depth, UperNet or SegFormer for segments, ViTPose for poses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no textual inversion. Choose another file, or remove it from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is of the kind &apos;{found}&apos;, but a &apos;{kind}&apos; is wanted here. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is of the kind {kind}, which is not supported yet. Choose an ordinary LoRA, or have it converted to one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is quantised for Nunchaku (SVDQuant), which is not supported yet. Get its .gguf or fp8 edition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; needs {needed} more, but only {free} can be used on the disk of &apos;{folder}&apos;. Make room, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; tells {count} kinds of things apart, but ControlNets know the {wanted} of ADE20K. Choose one trained on ADE20K.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; was changed on the hub meanwhile. Start its download anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{part}&apos; was made for {made_for}, but &apos;{model}&apos; is of the family {family}. Choose one made for {family}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; cannot be written: {reason}. Choose another folder, or change its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no address of a hub. It looks like https://huggingface.co.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no model on the hub. Enter it as owner/name, or paste the address of its page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A LoRA&apos;s weight must lie between -4 and 4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A brush tip in it is {width} × {height} pixels, more than {most} along a side. Make it smaller in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A control must start before it ends, both between 0 and 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A control&apos;s or reference&apos;s picture must be H×W×3, 8 bits per channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A control&apos;s picture needs a width and a height of at least 1 pixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A control&apos;s weight must lie between 0 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A floating selection became a layer of its own at the top: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A group cannot be moved into itself. Choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A group cannot be painted on. Choose one of its layers, or add a layer to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A group is moved as a whole. Deselect first, or choose one of its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A guide cannot be that far away from the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hidden layer cannot be merged. Show “{name}” first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask is moved as a whole. Deselect first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A page of the TIFF picture is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A page of the TIFF picture is packed in one piece that is too large. Save it in strips.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture has at most {most} guides. Remove some first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of the recipe is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A reference&apos;s weight must lie between 0 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A region&apos;s mask must be H×W, 8 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A region&apos;s weight must lie between 0 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A result can be enlarged to at most {most} pixels a side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sketch&apos;s lines can be on top, off or painted in, not &apos;{lines}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tile came back in another size. Try again with another tile size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A time-lapse is saved as .webp or .mp4, not as “{ending}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjustment layers do nothing here, so empty layers took their places: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced blending options were left out, so these may look different: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most {most} layers of the text encoder can be skipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blend modes that are not known here became similar ones: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blend modes that are not known here were taken as Normal: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels of the file that are no colours were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone layers became copies, which no longer follow their originals: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone layers of groups, or of layers that are not there, were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colorize masks do nothing here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour labels became the nearest that there are here: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours brighter than white or darker than black were cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours brighter than white, or beyond sRGB, were cut to what can be shown: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ComfyUI&apos;s &apos;{file}&apos; cannot be read: {reason}. Its folders are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ControlNets do not work with models of the family {family} yet. Remove the control &apos;{name}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged masks were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged parts of these layers were left out, and are transparent: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads cannot go through the proxy &apos;{proxy}&apos;. Set an http proxy in HTTPS_PROXY.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag an edge of the picture outwards first, to say where it is to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enlarging needs a width and a height.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill layers cannot be read here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill layers were kept as paint: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter layers and filters do nothing here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter masks do nothing here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups can stand at most {most} deep inside each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It claims to hold {count} brushes, which is more than can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It declares things that no brush needs, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds more settings than any brush has, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds no brush.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a GIMP brush of an unknown version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a MyPaint brush of an unknown version. Save it with MyPaint 1.2 or 2.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a Photoshop brush file of an unknown version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a brush in it has no settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a brush tip in it cannot be unpacked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a brush tip in it has no size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a brush tip in it is not grey.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a brush tip in it makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a curve makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a setting is no number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: a setting makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: it ends in the middle of a brush.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: it has no brush settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: it is no GIMP brush.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: its pixels are of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: its settings cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: its settings make no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: its shape is of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: its text makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged: there is no picture in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no brush file of this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no brush of a kind that is known here: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is too large for a MyPaint brush.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is too large for a file of brushes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It lies too far from the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It should hold one brush. Import it instead of copying it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by a newer version of this program. Update the program to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its colours are of a kind that cannot be read here ({kind}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its name may only have small letters, digits and hyphens. Rename it, or import it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pixels are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pixels are stored in a way that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer comps were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer effects, such as shadows and outlines, were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers of a kind that is not known here were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers that show another file were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locks of the position were left out, so these layers can be moved: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4 needs the program ffmpeg, which is not installed. Save the film as .webp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks of a kind that is not known here were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No group is chosen. Choose the group to take apart first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No layer is chosen. Choose one in the layer list first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No layer is visible. Show the layers to merge first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody was found to take the pose from. Choose a layer with one person on it, or one that shows a stick figure already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of its layers could be read: the picture of them all was opened instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected where strength is painted. Paint strength inside the selection, or deselect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected. Select what the mask shall show first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of animated layers, only one frame was opened: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the brushes that came with the program can be reset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacities that made no sense were set to 100 %: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacities that were out of range were limited: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other layers are clipped to “{name}”. Choose them too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other layers are clipped to “{name}”. Merge them down into it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other programs will show all of the group “{name}”: in this kind of file they know no masks and clipping of groups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other programs will show no guides: in this kind of file they know none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSD pictures can be at most {most} pixels wide and high. Save this one as PSB instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts that a still picture cannot show were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths were left out: {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photoshop files cannot hold how a layer was generated; only its paint was saved: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photoshop files know no Behind mode, so it was saved as Normal: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photoshop files know no Erase mode, so these layers were saved hidden: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photoshop&apos;s layers in the file were left out; what they look like was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previews and masks in the file were left out: {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference images were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved channels and selections were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved selections and extra inks were left out: {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selections of single layers were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several masks were joined into one: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shapes were kept as paint: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smart objects were kept as paint: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some layers belonged to no group and were put on top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of these layers are clipped to one that is not chosen. Choose that one too, or end the clipping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text was kept as paint and cannot be typed in any more: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture has too many channels to be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture is cut short. Open another copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture is damaged: its directory makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture is damaged: its header is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture is damaged: there is nothing in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TIFF picture&apos;s inks are not known here. Save it as RGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The active layer is the one that strength is painted on. Choose the layer to start from, or start from the canvas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The animation has {count} frames; those after the first {kept} were left out, for want of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The animation&apos;s timeline was left out; its layers were opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The animation&apos;s {count} frames ({seconds} seconds) were opened as layers; the first is shown. How long each is shown is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The annotations were left out: they are text, not paint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The blend mode of “{name}” is another one in GIMP, so it may look different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush could not be removed: the system refused ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush tip “{name}” is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush tips in it are too large to be read together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush “{name}” is not in the library any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brush “{name}” was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brushes of the program are damaged: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to &apos;{host}&apos; is not safe ({reason}). Check the date of this computer, and whether a firewall looks into its connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to &apos;{host}&apos; was lost. Try again: what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The density and feather of masks were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full. Make room, then try again: what was downloaded is kept in &apos;{folder}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download stopped for an unforeseen reason ({problem}). Try again; if it happens again, choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” declares words of its own. Save it as plain SVG in another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” has too many shapes. Export it as PNG from the program that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” is damaged and cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” is in an unknown alphabet. Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” is nested too deeply to be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing “{name}” is too large to be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawing’s shapes became paint: they cannot be edited as shapes any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file carries no small picture of itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file claims to hold more layers than any painting does, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has more than {count} pages; those after were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is a GIMP picture of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is a Photoshop picture of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: a layer in it makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: a part of it is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: a row of it cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: a row of it makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: a tile of it is far too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: an undo step makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: it does not say how large the picture is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: it holds no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: one of its lists has no end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: some of its colours are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: some of its layers may be missing or out of their groups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is no palette of a kind that is known here: GIMP .gpl, Adobe .ase or .aco.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not a GIMP picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not a Photoshop picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is of a newer kind than is known here, so some of it may be missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of styles is damaged. Move it away, and a new one is begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was made by a later version of Scumble: some of it may be missing here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s layers are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s small picture of itself is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s {count} pages were opened as layers; the first is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fill opacity was made a part of the opacity, so these may look different: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder &apos;{name}&apos; holds no ControlNet: it has no config.json. Choose the folder that holds that file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder &apos;{name}&apos; holds no VAE: it has no config.json. Choose a VAE&apos;s folder or a .safetensors file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder &apos;{name}&apos; is incomplete: it has no .safetensors file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frames were read with 8 of their {bits} bits a channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The group “{name}” gave its opacity to each of its layers; here it has it as a whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The group “{name}” is hidden. Show it before painting on its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The group “{name}” is locked. Unlock it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The groups in the file are nested too deeply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub answered the request for &apos;{what}&apos; with error {status}. Look at {page} in a browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub does not accept your access token. Make a new one at {page} and enter it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub has had too many requests from here. Try again in some minutes; with an access token it allows more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub has trouble of its own (error {status}). Try again later: what was downloaded is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub leads from one address to the next without end. Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub leads to an address that is not safe: {address}. Nothing was downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub&apos;s list of the files of &apos;{id}&apos; makes no sense. Check the hub&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The legacy blend modes of these differ from ours, so they may look different: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask is damaged: it is not a grey picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask of a group cannot be applied. Merge the group first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask of “{name}” is switched off. Switch it on before painting on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask of “{name}” is switched off. Switch it on first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask of “{name}” shows nothing that could be selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask of “{name}” was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model page holds two files named &apos;{name}&apos;. Nothing was downloaded; choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model page names a file &apos;{name}&apos;, which could harm this computer. Nothing was downloaded; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The names and settings of its brushes could not be read, only their tips.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest undo steps are forgotten: there was no room on disk for them ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The opacity of “{name}” made no sense: it was set to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The opacity of “{name}” was out of range and was limited.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page of &apos;{id}&apos; is damaged. Choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pages of the file do not fit into memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paint of this result is not kept any more. Run it again to have it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine could not be started ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine could not be started. Your picture is untouched; restart Scumble, and install it anew if this happens again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine did not answer within {seconds} seconds. Try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine does not know the message &apos;{kind}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine has been shut down. Restart Scumble to use it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine sent a damaged description of this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine sent or got a damaged message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped answering and was restarted. Your picture is untouched; press Retry to run the job again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again. The computer may have run out of memory: close other programs, or try a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped while it looked at this machine. Install it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette has a colour in the space number {space}, which is not known here. Save its colours as RGB in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette has a colour of the kind “{model}”, which is not known here. Save its colours as RGB in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette has more than {most} colours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette is damaged: it ends before the last of its colours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette is damaged: it ends in the middle of a colour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette is damaged: line {number} has a value larger than 255.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette is damaged: line {number} is no colour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The palette is damaged: one of its colours is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts of &apos;{name}&apos; do not belong together ({part}). Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts of &apos;{name}&apos; do not belong together. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture comes in more passes than any program writes, so it was not opened. Save it again in another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture could not be written ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture does not fit into this computer&apos;s memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is brighter than a screen&apos;s white in places: those were cut to white, and the rest may look different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged and cannot be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged: it has no size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged: its colour table is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged: pixels are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is too large for a PSD file. Save it as PSB instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is too large for a TIFF file. Save it as PNG instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is {width} × {height} pixels, which is too large to open. Make it smaller in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture was closed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture was not in RGB: its colours were converted and may look different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is damaged. The colours were taken as sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is of a kind that cannot be applied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colours are of a kind that cannot be read here. Turn it into RGB in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colours are of a kind that cannot be read here. Turn it into RGB with 8 or 16 bits in GIMP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colours are of a kind that is not known here, so they were taken as sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture looks different in GIMP, which mixes see-through paint in ways of its own, such as in linear light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be kept: the disk is full. Free some space, or use Save as to keep your picture somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s inks are not known here: it was opened as a grey picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; draws maps of the kind &apos;{draws}&apos;, not &apos;{kind}&apos;. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; finds {count} joints, but stick figures are drawn from the {wanted} of COCO. Choose one trained on COCO.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A control&apos;s picture must be as large as the job&apos;s own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A region&apos;s mask must be as large as the job&apos;s own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The light&apos;s direction must lie between -360 and 360 degrees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The light&apos;s height must lie between 0 and 90 degrees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter sent a picture without strokes, which cannot take a painting&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture has a transfer function of its own for its colours, which was left out: they may look different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture has another size now. Paint the whole painting again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged: its palette makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is {width} × {height} pixels, which is too large for AVIF to be opened. Save it as PNG in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is in another file, so its colours were taken as sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s numbers are those of video: its contrast may look different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s numbers can be negative: those below nought became black.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s paths were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy that leads to the internet does not answer. Check the proxy settings of this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe holds a picture of a kind that a file cannot hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe holds an empty picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe holds something that a file cannot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe of a layer is damaged and was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe of “{name}” was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe of “{name}” was not saved. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipes&apos; pictures do not fit into memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sampler &apos;lcm&apos; does at most {most} steps. Use fewer steps or another sampler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed must be a whole number from 0 to 4294967295.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection covers the whole picture, so there is nothing to fill it from. Select less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection must be as large as the document; select again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection was not saved: Photoshop files have no place for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sends something else than &apos;{name}&apos;. Try again later, or over another connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The strokes of this painting are damaged. Paint it again to have new ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The strokes were kept by a later version of Scumble. Update Scumble to watch them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system refused to read it ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text “{key}” in the PNG picture was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The textual inversion &apos;{name}&apos; was made for another family of models, not for {family}. Remove it, or choose a model that it was made for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tiles for enlarging make no sense; choose a larger tile or a smaller overlap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time-lapse was stopped. Nothing was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The topmost layer, “{name}”, shows the picture as it was in Krita, with what was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transparency of “{name}” is locked. Unlock it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker speaks protocol {protocol}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is another file named &apos;{name}&apos; in &apos;{folder}&apos;. Move it away, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no brush in it that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no brush preset in this picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no colour tag of that name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no engine called &apos;{name}&apos;. Choose one of: {engines}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no layer below to merge into.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no layer to paint on. Add one with Ctrl+Shift+N.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model &apos;{id}&apos; on the hub, or it is not open to everybody. Check the name; if it is right, enter an access token that may read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model &apos;{id}&apos; on the hub, or your access token does not open it. Check the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model &apos;{id}&apos; on the hub. Check how its name is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model at &apos;{path}&apos;. Choose another one, or put it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no paint to copy on “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no paint to copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no paint to select on “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no paint under the selection on “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no sampler &apos;{name}&apos;. Choose one of: {samplers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs, or choose a smaller working size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at &apos;{path}&apos;. Choose another file, or put it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing below to clip to. Move the layer up first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing left to paint from. Draw a sketch on a layer of its own first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to be seen that could be stamped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to paste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is something else named &apos;{name}&apos; in &apos;{folder}&apos;. Move it away, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These have several masks; the ones that were switched off were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These inherited the alpha of all below them, which were put into groups for that: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These inherited the alpha of all below them; here they are clipped to the nearest layer: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These settings do not work together: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These showed only some of their colour channels; here they show all: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These were cut to, or mixed by, the shape of what is below; here they are not: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These were mixed as light; here they are mixed as paint, so see-through parts look a little different: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These were not in RGB: their colours were converted and may look different: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This Adobe swatch file is of version {version}, which is not known here. Save it again as version 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This ControlNet knows no pictures of the kind &apos;{kind}&apos;. Choose one of: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This brush came with the program and cannot be deleted. You can reset it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This brush came with the program and keeps its name. Duplicate it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no device &apos;{kind}&apos;. Choose one of: {devices}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring that is open, so the access token is kept only until Scumble ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer ran out of memory. Make the picture or the selection smaller, choose a smaller model, or close other programs, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This hub does not say what &apos;{name}&apos; should be like, so a damaged download could not be told from a whole one. Use another hub.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no Adobe swatch file: it does not begin with “ASEF”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no GIMP palette: its first line is not “GIMP Palette”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no Photoshop swatch file: it does not begin with a version that is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a PNG picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This job is too large to send. Shorten the prompt, or choose a smaller working size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer is locked. Unlock it in the layer panel, or choose another layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer&apos;s transparency is locked, so nothing can be erased. Unlock it in the layer panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer&apos;s transparency is locked, so nothing can be laid bare on it. Unlock it in the layer panel, or choose another layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be stored as PNG: it is not an 8- or 16-bit image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be stored as PNG: it must be grey or RGB, with or without alpha.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be stored: it is not an 8-bit image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recipe is damaged and cannot be used again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recipe was written by a newer Scumble; update to re-use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This step cannot be read back from the disk ({reason}). The picture stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transform masks do nothing here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two textual inversions are called &apos;{name}&apos;. Rename one of the files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vector layers cannot be read here and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vector masks could not be read, so these layers were hidden: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vector masks were turned into masks of pixels: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What &apos;{endpoint}&apos; sends makes no sense. Check the hub&apos;s address, and whether this network wants you to sign in first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What lies too far from the picture was left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the drawing takes from other files was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the picture says about its colours makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was generated, layer by layer, is too long for this kind of file and was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your brushes could not be read: the system refused ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your brushes could not be saved: the system refused ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your favourite brushes could not be read, so there are none for now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ffmpeg could not write the film ({reason}). Save it as .webp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} layers or channels of the file are damaged and were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} pieces of paint are damaged and are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{family} models do not work with the sampler &apos;{name}&apos;. Choose one of: {samplers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} pictures can be at most {most} pixels wide and high. Save this one as PNG instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} Save as puts your changes somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} The colours were taken as sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} The picture was saved in sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} What you paint is kept in the recovery folder until then: nothing is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} What you paint stays in memory until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” below is clipped to another layer. Merge it down first, or end its clipping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be kept just now ({reason}). It is tried again; Save as puts it somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be kept: its folder is gone or may not be written to. Save it somewhere else with Save as.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be removed ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be saved: its name must end in one of {endings}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be written just now. It is tried again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be written to where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” carries no small picture of itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be copied ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: it is a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: it is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: it is too large for a palette.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: the system refused ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: the system refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: there is not enough memory. Close other pictures and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: what it holds makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be opened: you may not read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be read. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be read: the system refused ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be read: there is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: a folder has that name. Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: that disk can only be read. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the disk is full. Free some space, or save it somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the disk reports an error. Save it on another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the file would be larger than this disk allows. Save it somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the folder does not exist. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the name is too long. Choose a shorter one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: the system refused ({reason}). Save it somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: there is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: you may not write there. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be saved: your share of the disk is full. Free some space, or save it somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has a mask already. Apply or delete that one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has no mask. Add one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” in it was left out. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” in the file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” in the file is packed or locked in a way that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” in the file is too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a database, but not a Scumble picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a group. Choose one of its layers for this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is clipped to all layers below it, as it was: these were put into a group.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged and cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: it cannot be read ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: it cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: it has no version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: it is not a whole archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: none of its layers can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is damaged: what it holds makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is empty in this file: GIMP 3.0 loses the paint of some layers when it exports. Save the picture there as XCF, and open that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is empty, so its prompt has no place. Paint on it where the prompt is to hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is empty, so there is nothing to resemble. Choose another layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is empty, so there is nowhere to paint. Paint on it where the picture is to change, or choose an even strength.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is missing from the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is no longer where it was: its drive was removed, or its folder has another name now. Put it back, or use Save as to keep your picture somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a group.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a group. Choose a group for this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a kind of picture that can be opened. Known kinds: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a picture of a kind that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is open in another window of Scumble.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is too large to be a picture that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is too large to be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” shows nothing that could become a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was censored in Drawpile; here it is shown as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was changed by another program while it was open here. Use Save as to keep your picture under another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was clipped to all layers below it; here it is clipped to the nearest one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was made by a later version of Scumble, so it is only read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was made by a later version of Scumble. Update Scumble to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was shown as a sketch in Drawpile; here it is shown as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” was read without what is not known here: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>A running generation waits between steps while you paint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of new versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address that models are downloaded from; empty for huggingface.co.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush outline follows the pressure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compile models for speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that is generated stays with the picture. Beyond this, the oldest results keep only their settings and a small picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders with diffusion models, separated by semicolons.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold models in 8 bits where memory is short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the pen go first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for one opened file (MB, 0 = all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for undo (MB, 0 = a quarter of all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Much faster than moving them in and out, and details differ a little. Where memory suffices, nothing changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older steps are packed, then kept on disk, when undo needs more than this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only when you choose “Check for updates”, and believed only if it is signed; empty for the usual one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the engine when it is silent for (seconds)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for results in a picture&apos;s file (MB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first picture with a model takes minutes longer, all later ones are faster. Pixels may differ by a hair. Needs a graphics card and a compiler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pen delays a step by at most (ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time for opening a small file (seconds)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While painting, the outline is as large as the dab under the pen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file that asks for far more work than its size should is given up after this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file whose layers need more than this is not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A large model on a slow disk may need longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New picture: height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New picture: width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth pixels when zoomed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop a job after (seconds, 0 = never)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SideWindows</name>
    <message>
        <source>About Scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is not whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is of another version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer was painted by hand: it has no recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To scumble is to drag broken paint over a dry layer so that what lies beneath shows through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SoloNote</name>
    <message>
        <source>Only this layer is shown. Click to see the others again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only “{0}” · show all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Accents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block-in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>The brushes are being made ready. This takes about a minute, only at the first start.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message>
        <source>Fit in window (Ctrl+0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop saving the time-lapse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time-lapse: {0} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Steering</name>
    <message>
        <source>A layer that says where a prompt of its own holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows clean lines closely: for inked drawings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows rough lines loosely: for sketches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps every edge of a picture (Canny)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the large shapes of a painting and leaves the rest free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps what is where and its colours, and paints new detail (tile)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line art</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A flat colour for each kind of thing (ADE20K): drawn by a model, or on a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stick figure in OpenPose colours on black: drawn by a model, or on a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near is light, far is dark: drawn by a model, or on a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None found for {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the manner of a picture; needs an SDXL model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is where in a picture; needs an SDXL model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resemble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subject, colours and manner of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textual inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which way surfaces face, in colours: drawn by a depth model, or on a layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SteeringPanel</name>
    <message>
        <source>+ adds LoRAs, controls, reference pictures, and prompts for regions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a LoRA, a control, a reference picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRAs, ControlNets, reference pictures and prompts for regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No LoRAs or ControlNets were found for {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steering ({0})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StrokePreview</name>
    <message>
        <source>Sample stroke</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>Brush stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidate brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click inside the picture to fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no candidate to paint with. Generate several variations, then choose one of them below the canvas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no colour there: the canvas is transparent.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Terminal</name>
    <message>
        <source>&apos;{name}&apos; is made for inpainting only. Name an ordinary model with &apos;--model&apos;, or use &apos;scumble inpaint&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.ora keeps the input and puts each result on a layer of its own; .png, .jpg and .webp are flat, one file (OUT-1.png …) for each result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;--{option}&apos; knows no kind “{kind}”. Choose one of: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 keeps the input, 1 forgets it (default: 0.6, or what is usual for &apos;--mode&apos;)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trial painting came out empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trial painting failed: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Built-in painter: does not work, see below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Built-in painter: works (a trial took {seconds} s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a picture as the prompt tells; needs a model trained for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a picture into another format, told by the name&apos;s ending.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion models need packages that are not installed: {packages}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion needs a model. Name a diffusers folder or a .safetensors file with &apos;--model&apos;, or leave &apos;--engine diffusion&apos; away to use the built-in painter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download a model; a download that was broken off goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloaded {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hints:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Laying down the paint …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List the models there are, or download one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRAs, ControlNets and other parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at this installation: devices, memory, models, what is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a painting from a sketch, on a layer above it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a picture from words alone; needs a diffusion model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make other versions of a picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No diffusion model was found. Put a diffusers folder or a .safetensors file (SD 1.5 or SDXL) where Scumble looks for it, or name it with &apos;--model&apos;. It looks here: {folders}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen. Name one with &apos;--model&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No models were found. They are looked for in: {folders}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages for diffusion models:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages that Scumble needs are not installed: {packages}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted {path} (seed {seed}, {seconds} s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted {path} (seeds {first} to {last}, {seconds} s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting with layers, by hand and with AI assist. These commands need no window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaint a part of a picture from its surroundings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say with &apos;--prompt&apos; what is to be changed, as in &apos;make it night&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the painter …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI packages are installed but cannot be used: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The colour profile “{name}” cannot be read ({reason}). Give “keep”, “srgb” or an ICC file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine met an unforeseen problem ({problem}). Run the command again, with other options if it happens again; &apos;--verbose&apos; tells more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder “{folder}” cannot be written to ({reason}). Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask is white all over, so there is nothing to fill it from. Leave a part of it black.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask “{name}” is black all over. Paint white what is to be repainted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask “{name}” is {mask_size} pixels, but the picture is {size}. Make it as large as the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a diffusers folder, a .safetensors or .gguf file, or a name that &apos;scumble models list&apos; tells; implies --engine diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name that &apos;scumble models list&apos; offers, a Hugging Face id (owner/name), or an address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how closely the model follows the prompt (default: what is usual for it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the model (default: what is usual for it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model failed on this computer&apos;s {device}: {problem} Try again; if it fails again, name another one with &apos;--model&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;--drawn-by&apos; names the kind “{kind}”, but no &apos;--control&apos; does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;--{option}&apos; is given as {form}, not “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: installed only in part; &apos;scumble doctor --repair&apos; goes on with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: not installed; &apos;scumble runtime install&apos; adds it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: not needed, this Python has torch itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: not whole; &apos;scumble doctor --repair&apos; mends it ({folder})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: of another version; &apos;scumble doctor --repair&apos; updates it ({folder})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI runtime: {variant}, torch {version}, {size} ({folder})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AMD graphics (ROCm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add, mend or remove what AI models need (torch and others).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple graphics (Metal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocking in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download and install the AI runtime; one that was broken off goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For this computer:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install Scumble anew; paintings, brushes and settings stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intel graphics (XPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KIND:MODEL or KIND:MODEL:IMAGE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KIND:NAME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Laying the ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at every file of the AI runtime, and install anew what is not as it should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at every file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA graphics (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting it again …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting the forms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the AI runtime; models and pictures stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save how a painting came about as a short film.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting accents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime cannot be used as it is: diffusion models wait until it is mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime is whole: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI runtime was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model produced an invalid picture. Try a lower &apos;--guidance&apos;; if that does not help, the model file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The negative prompt is too long for the model: its last %n word pieces were left out.</source>
        <translation>
            <numerusform>The negative prompt is too long for the model: its last %n word piece was left out.</numerusform>
            <numerusform>The negative prompt is too long for the model: its last %n word pieces were left out.</numerusform>
        </translation>
    </message>
    <message>
        <source>The package &apos;{name}&apos; is not installed. &apos;scumble doctor&apos; tells how to mend it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter cannot use &apos;--{option}&apos;. Leave it out, or name a model with &apos;--model&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter does not know: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter follows no instructions. Name an editing model with &apos;--model&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter needs a sketch to begin with. Words alone need &apos;--model DIR|FILE&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painter uses no model. Leave out &apos;--model&apos;, or choose &apos;--engine diffusion&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine could not be started. Run the command again, and install Scumble anew if this happens again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped answering. Run the command again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped unexpectedly. Run the command again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The painting engine stopped unexpectedly; the computer may have run out of memory. Close other programs, or use a smaller picture, and run the command again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The prompt is too long for the model: its last %n word pieces were left out.</source>
        <translation>
            <numerusform>The prompt is too long for the model: its last %n word piece was left out.</numerusform>
            <numerusform>The prompt is too long for the model: its last %n word pieces were left out.</numerusform>
        </translation>
    </message>
    <message>
        <source>The strength map “{name}” is black all over. Paint white where the picture is to change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window needs system libraries that are not installed: {libraries}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window needs system libraries that are not installed: {libraries}. Install them with: {command}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no ControlNet “{name}”. &apos;scumble models list&apos; tells what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no IP-Adapter “{name}”. &apos;scumble models list&apos; tells what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no LoRA “{name}”. &apos;scumble models list&apos; tells what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file and no command called “{name}”. See &apos;scumble --help&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder “{folder}” for “{name}”. Make it first, or choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no graphics processor that torch can use: diffusion will be slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no layer “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no mask “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no network “{name}” that draws maps. &apos;scumble models list&apos; tells what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no painting made of strokes in it. Make one with &apos;scumble paint&apos; first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no screen here to open a window on. &apos;scumble --help&apos; lists what works without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs, or use a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This job is too large to send. Shorten the prompt, or use a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To download with &apos;scumble models download NAME&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying whether it works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in the models folders, and what can be downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What there is, what fits this computer, and how large it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which model? Name one with &apos;--model&apos;: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a command the window opens: scumble [FILE]. A file that is called like a command is opened with
&apos;scumble ./paint&apos;. &apos;scumble COMMAND --help&apos; tells more about a command.
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a picture to begin with, &apos;--{option}&apos; needs one: KIND:MODEL:IMAGE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the small picture that a file carries of itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a .scumble or .ora file with a painting in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a folder that has some or all of the packages (may be repeated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a package index in place of the usual ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture of the same size: white is painted with all of &apos;--strength&apos;, black stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture of the same size: white is repainted, black stays, grey blends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture or an OpenRaster file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits a channel, of PNG and TIFF (default: 8) and PSD (default: 16)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colours of a flat picture: sRGB (default), as they were in IN, or those of an ICC profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>euler, euler_a, dpmpp_2m, ddim, unipc or lcm (default: the model&apos;s own)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follow the lines, depth … of IMAGE (default: the input) with a ControlNet (may be repeated); kinds: scribble, lineart, softedge, canny, depth, normal, pose, segmentation, tile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for programs to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames a second (default: 25)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how many results, with seeds that follow each other (default: {count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in pixels, as in 768x512 (default: 768x768)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lay a LoRA over the model (may be repeated); &lt;lora:NAME:WEIGHT&gt; in the prompt does too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length (default: 12)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>let a network draw what controls of that kind follow: depth and normal (DPT, Depth Anything), segmentation (UperNet, SegFormer), pose (ViTPose); &apos;as-it-is&apos; takes their pictures for such maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mend the AI runtime, where there is one, before looking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a number from {least} to {most}, not &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number from {least} to {most}, not &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be two numbers of degrees as in 135:45, not &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be two sides of 1 to {most} pixels as in 768x512, not &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to download, {unpacked} on the disk, about {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of JPEG, AVIF and lossy WebP (default: 92)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of light, palette and handling; &apos;--seed&apos; then rules the details alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the built-in painter (default: as the prompt says, else oil)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>painterly: brush strokes, needs no model (default); diffusion: an AI model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels of its longer side at most (default: 1024)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels of its longer side at most (default: 256)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resemble IMAGE (default: the input) with an IP-Adapter (may be repeated); kinds: reference, style, composition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>say nothing in a flat picture of what was generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smaller WebP files, not quite the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take the prompt from the Nth layer of CLIP from its end (default: 1, the usual one)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tell on stderr what goes on inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the PNG file to write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file to write: .scumble, .ora or .psd with layers; .png, .jpg, .webp, .avif or .tif flat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the film to write: .webp, or .mp4 with ffmpeg</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the models folder to put it in (default: the program&apos;s own)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the painting, or a layer of it (default: the uppermost one)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same seed gives the same picture again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what becomes of the sketch&apos;s lines (default: on-top)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is wanted of it (default: fill where the strength is 1, else refine)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it calculates on (default: what fits this computer best)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it is not to look like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it is to look like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what of the sketch no seed changes (may be repeated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the light comes from, in degrees: around (0 = right, 90 = above) and high (90 = from the front), as in 135:45 (default: the seed chooses)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{download} to download, {unpacked} on the disk, about {time} with 50 Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{family} models do not work with &apos;--clip-skip&apos;. Leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{family} models do not work with the sampler “{name}”. Choose one of: {samplers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{here} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({family}, for inpainting, {size}): {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({family}, {size}): {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({kind}): memory unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({kind}): {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({kind}): {total}, {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{program}: {message}. See &apos;{program} --help&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be written: its name must end in one of {endings}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be written ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” draws no pictures of the kind “{kind}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a folder. Name the mask itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a folder. Name the picture itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is too large to be a colour profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{path}” is a folder. Choose another name for the output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{path}” is the input itself and would be lost. Choose another name for the output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{path}” is write-protected. Choose another name for the output.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TipChooser</name>
    <message>
        <source>Brushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the tip of a brush file: .gbr, .gih, .abr, .kpp …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture of a tip in “{0}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ({1} pictures)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toolbox</name>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>3 × 3 average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5 × 5 average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above and below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Across a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Around a centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diameter: [ and ], or drag on the canvas with the right button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each copy is mirrored as well, as in a kaleidoscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feather</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four quarters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How different a colour may be and still be filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much each dab of the stroke lays down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the stroke is made smoother than the hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How softly the selection ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intersect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No symmetry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the area connected to the click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint this far under the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift adds, Alt subtracts, both intersect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strokes are repeated; drag the handles at the picture&apos;s edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Symmetry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one stroke reaches at most: keys 1 to 9, and 0 for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} px · {1} % hard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} px · {1} % opaque</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Asking for the newest version…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check for updates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known whether there is a newer Scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble {0} is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the newest Scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have version {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have version {0}; there is none newer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your settings, brushes and pictures stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VaeRow</name>
    <message>
        <source>Choose a VAE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of this family work with their own VAE only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This VAE is not in the models folders any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not found)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Viewport</name>
    <message>
        <source>Canvas</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI models need the AI runtime, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add AI runtime…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here is your picture as you left it. Save it to give it a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import as layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture tells how it was generated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your picture is kept on disk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is open already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} × {1} pixels are more than Scumble can handle. Choose a smaller size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” cannot be written just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is open in another window of Scumble. Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
