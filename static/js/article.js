// The article form, one subject each. Collected, they are delivered as one file
// (kientuong_portal/static_files.py).

import "./article-form.js";
import "./article-uploads.js";
import "./editor-paste.js";
import "./article-autosave.js";
