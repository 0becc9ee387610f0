// The editor's tools, one subject each. Collected, they are delivered as one file
// (kientuong_portal/static_files.py), so a name at the top of one may stand in no other.

import "./editor-bundle.js";
import "./editor-core.js";
import "./editor-pictures.js";
import "./editor-links.js";
import "./editor-tables.js";
import "./editor-notes.js";
import "./editor-video.js";
import "./editor-find.js";
import "./editor-counts.js";
import "./editor-start.js";
