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
        <source>&amp;Cancel all jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete layer</source>
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
        <source>&amp;Export…</source>
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
        <source>&amp;Merge down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mirror view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New layer</source>
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
        <source>Alt picks a colour · Shift-click draws a straight line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt picks the background colour</source>
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
        <source>Layer &amp;via copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move d&amp;own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle selection</source>
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
        <source>Shift keeps to one axis</source>
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
    <name>AssistPanel</name>
    <message numerus="yes">
        <source>%n word piece(s) at the end did not fit the model</source>
        <translation>
            <numerusform>%n word piece at the end did not fit the model</numerusform>
            <numerusform>%n word pieces at the end did not fit the model</numerusform>
        </translation>
    </message>
    <message>
        <source>A new seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture from the prompt alone; needs a diffusion model</source>
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
        <source>Engine or model</source>
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
        <source>Inpaint</source>
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
        <source>Models (*.safetensors model_index.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
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
        <source>Painter (built in)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaint the selection from its surroundings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select what is to be repainted (M or L), then generate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sketch to painting: a new layer from what is on the canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from all that is visible, or from the active layer alone</source>
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
        <source>Text alone needs a diffusion model: choose one above, or draw a sketch and use Paint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture again</source>
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
    <message>
        <source>Vary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is it? e.g. oil painting, warm evening light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What paints: the built-in painter needs no model and no GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without … (negative prompt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words the painter does not know: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>Inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep variation</source>
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
        <source>Variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
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
    <name>BrushPanel</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diameter at full pressure ([ and ])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance between dabs, as a share of the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much each dab of the stroke lays down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the brush is solid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pen pressure changes the opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set this brush back as it came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one stroke reaches at most</source>
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
        <source>Dry brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dry eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glaze</source>
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
        <source>Ink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pencil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft round</source>
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
        <source>More like this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed {0}. Click to see it on the canvas.</source>
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
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Black on white (D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour in hexadecimal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RGB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red, green and blue in hexadecimal: 3 or 6 digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sliders for hue, saturation and value</source>
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
        <source>The ring chooses the hue, the square saturation and value. The sliders do the same.</source>
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
</context>
<context>
    <name>LayerDeeds</name>
    <message>
        <source>Delete layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate layer</source>
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
        <source>Merge down</source>
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
        <source>New layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerDelegate</name>
    <message>
        <source>Hide this layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let paint change the transparency again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the transparency: paint only what is painted already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock this layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show how this layer was generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock this layer</source>
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
    <name>LayerModel</name>
    <message>
        <source>generated</source>
        <translation type="unfinished"></translation>
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
        <source>transparency locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} %</source>
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
        <source>Blend mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the layer (Shift+Del)</source>
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
        <source>How this layer was generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer via copy</source>
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
        <source>Lock the layer against every change of its paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the transparency: paint only what is painted already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge with the layer below (Ctrl+Shift+E)</source>
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
        <source>New layer</source>
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
        <source>Opacity of the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transparency locked</source>
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
    <message>
        <source>Visible</source>
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
    <name>QueueRow</name>
    <message>
        <source>Cancel this job</source>
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
        <source>Loading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
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
    <name>Recipe</name>
    <message>
        <source>Diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
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
        <source>Sampler</source>
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
        <source>Vary</source>
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
        <source>&apos;{name}&apos; holds no VAE. Choose the complete checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; holds no text encoder. Choose the complete Stable Diffusion checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; holds no text encoders. Choose the complete SDXL checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a ControlNet, not a complete model. Choose a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a LoRA, not a complete model. Choose a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a VAE, not a complete model. Choose a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a depth-to-image model, which is not supported yet. Choose an SD 1.5 or SDXL model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a model of the family &apos;{family}&apos;, which is not supported yet. Choose an SD 1.5 or SDXL model.</source>
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
        <source>&apos;{name}&apos; is a text encoder, not a complete model. Choose a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a textual inversion, not a complete model. Choose a checkpoint.</source>
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
        <source>&apos;{name}&apos; is damaged: its UNet&apos;s settings make no sense. Download it again.</source>
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
        <source>&apos;{name}&apos; is no diffusers folder: it has no model_index.json. Choose the folder that holds that file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no model: choose a .safetensors file or a diffusers folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a model that Scumble knows. Choose an SD 1.5 or SDXL checkpoint.</source>
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
        <source>A hidden layer cannot be merged. Show both layers first.</source>
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
        <source>Groups are not supported yet: their layers were put in their place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance must lie between 0 and 100.</source>
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
        <source>Job {ticket} was cancelled.</source>
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
        <source>Pictures with floating-point colours cannot be opened yet. Save them with 8 or 16 bits.</source>
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
        <source>That layer is no longer in the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That spot is outside the picture. Click inside it.</source>
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
        <source>The active layer is empty. Draw something on it, or start from the whole canvas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The active layer is hidden. Show it before painting on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The blend mode of a group was not kept: {mode}.</source>
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
        <source>The file&apos;s layers are too large to open all together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s layers do not fit into this machine&apos;s memory.</source>
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
        <source>The opacity of a group made no sense: it was set to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The opacity of a group was out of range and was limited.</source>
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
        <source>The parts of &apos;{name}&apos; do not belong together ({part}). Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts of &apos;{name}&apos; do not belong together. Download the model again.</source>
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
        <source>The picture is damaged: its size changed while it was decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is damaged: pixels are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is {width} × {height} pixels, which is too large to open. Make it smaller in the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture&apos;s colour profile is of a kind that cannot be applied.</source>
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
        <source>The text “{key}” in the PNG picture was left out. {reason}</source>
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
        <source>There is nothing to paste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These settings do not work together: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no device &apos;{kind}&apos;. Choose one of: {devices}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer ran out of memory. Make the picture or the selection smaller, choose a smaller model, or close other programs, then try again.</source>
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
        <source>{kind} pictures can be at most {most} pixels wide and high. Save this one as PNG instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} The colours were taken as sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be saved: its name must end in one of {endings}.</source>
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
        <source>“{name}” could not be opened: the system refused ({reason}).</source>
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
        <source>“{name}” is damaged and cannot be opened.</source>
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
        <source>“{name}” is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is missing from the file.</source>
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
        <source>“{name}” is too large to be a picture that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was clipped to the layers below it, which is not supported yet.</source>
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
        <source>Folders with diffusion models, separated by semicolons.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the pen go first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for undo (MB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model folders</source>
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
        <source>Older steps are forgotten when undo needs more than this.</source>
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
    <name>Start</name>
    <message>
        <source>The brushes are being made ready. This takes about a minute, only at the first start.</source>
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
        <source>0 keeps the input, 1 forgets it (default: 0.6)</source>
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
        <source>Starting the painter …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AI packages are installed but cannot be used: {problem}.</source>
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
        <source>The model does not fit into the device&apos;s memory as a whole, so this took longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model failed on this computer&apos;s {device}: {problem} Try again; if it fails again, name another one with &apos;--model&apos;.</source>
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
        <source>The painter does not know: {words}</source>
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
        <source>The window needs system libraries that are not installed: {libraries}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window needs system libraries that are not installed: {libraries}. Install them with: {command}</source>
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
        <source>There is no mask “{name}”.</source>
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
        <source>Variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation {number}</source>
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
        <source>Wrote {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a diffusers folder, a .safetensors file, or the name of a model that &apos;scumble doctor&apos; lists; implies --engine diffusion</source>
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
        <source>commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for programs to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how closely the model follows the prompt (default: 7)</source>
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
        <source>must be a number from {least} to {most}, not &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number from {least} to {most}, not &apos;{text}&apos;</source>
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
        <source>of the model (default: 20)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>painterly: brush strokes, needs no model (default); diffusion: an AI model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tell on stderr what goes on inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file to write: .ora, .png, .jpg or .webp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same seed gives the same picture again</source>
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
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be written: its name must end in one of {endings}.</source>
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
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contiguous</source>
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
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How different a colour may be and still be filled</source>
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
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
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
        <source>Subtract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
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
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
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
        <source>About Scumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt with the brush picks a colour; Shift-click draws a straight line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys move the layer with the move tool; two fingers pan, zoom and rotate.</source>
        <translation type="unfinished"></translation>
    </message>
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
        <source>Fit in window (Ctrl+0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scumble {0}</source>
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
    <message>
        <source>This layer was painted by hand: it has no recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To scumble is to drag broken paint over a dry layer so that what lies beneath shows through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings again</source>
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
        <source>Import as layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
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
        <source>There is no picture on the clipboard. Copy one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} × {1} pixels are more than Scumble can handle. Choose a smaller size.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
