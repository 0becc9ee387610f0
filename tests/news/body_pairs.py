"""Pairs of bodies, each with the rendering that belongs to it: one line for each piece.

A line begins with = (same), + (came), − (went), ~ (changed), → (moved here) or ← (moved away); in
brackets stands what is said beside the piece.
"""

ONE, TWO = "ab" * 32, "cd" * 32


def image(sha256, alt="Cầu"):
    return f'<img src="/tep/{sha256}/cau.jpg" alt="{alt}" width="800" height="600">'


def shown_image(sha256, alt=""):
    return f'<img src="/tep/{sha256}/320.webp" alt="{alt}" width="800" height="600" loading="lazy">'


def table(*rows):
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


BRIDGE = "<p>Sáng nay, cầu kênh Bảy được đưa vào sử dụng.</p>"
MARKET = "<p>Chợ trung tâm mở cửa lại từ thứ hai tuần sau.</p>"
SCHOOL = "<p>Trường tiểu học Sen đón một nghìn em vào lớp một.</p>"

PAIRS = {
    "nothing changed": (BRIDGE + MARKET, BRIDGE + MARKET, [f"= {BRIDGE}", f"= {MARKET}"]),
    "nothing at all": ("", "", []),
    "word changed": (
        "<p>Cầu cũ bắc qua kênh.</p>",
        "<p>Cầu mới bắc qua kênh.</p>",
        ["~ <p>Cầu <del>cũ</del> <ins>mới</ins> bắc qua kênh.</p>"],
    ),
    "word added": (
        "<p>Cầu bắc qua kênh.</p>",
        "<p>Cầu bắc ngang qua kênh.</p>",
        ["~ <p>Cầu bắc <ins>ngang</ins> qua kênh.</p>"],
    ),
    "first word removed": (
        "<p>Hôm nay cầu thông xe.</p>",
        "<p>nay cầu thông xe.</p>",
        ["~ <p><del>Hôm</del> nay cầu thông xe.</p>"],
    ),
    "a whole number is one word": (
        "<p>Kinh phí là 1.500.000 đồng.</p>",
        "<p>Kinh phí là 1.600.000 đồng.</p>",
        ["~ <p>Kinh phí là <del>1.500.000</del> <ins>1.600.000</ins> đồng.</p>"],
    ),
    "a mark of tone is a letter": (
        "<p>Trường đón nhiều em nho.</p>",
        "<p>Trường đón nhiều em nhỏ.</p>",
        ["~ <p>Trường đón nhiều em <del>nho</del> <ins>nhỏ</ins>.</p>"],
    ),
    "white space only": (
        "<p>Cầu  bắc\nqua&nbsp;kênh.</p>",
        "<p>Cầu bắc qua kênh. </p>",
        ["= <p>Cầu bắc qua kênh.</p>"],
    ),
    "composed and decomposed": (
        "<p>C\u1ea7u b\u1eafc qua k\u00eanh.</p>",
        "<p>Ca\u0302\u0300u b\u0103\u0301c qua ke\u0302nh.</p>",
        ["= <p>Cầu bắc qua kênh.</p>"],
    ),
    "made bold": (
        "<p>Phòng lũ là việc khẩn.</p>",
        "<p>Phòng lũ là <strong>việc khẩn</strong>.</p>",
        [
            '~ <p>Phòng lũ là <span class="restyled"><strong>việc khẩn</strong></span> '
            '<span class="diff-note">(in đậm)</span>.</p>'
        ],
    ),
    "italic instead of bold": (
        "<p>Đây là <strong>việc khẩn</strong>.</p>",
        "<p>Đây là <em>việc khẩn</em>.</p>",
        [
            '~ <p>Đây là <span class="restyled"><em>việc khẩn</em></span> '
            '<span class="diff-note">(in nghiêng, bỏ in đậm)</span>.</p>'
        ],
    ),
    "link changed": (
        '<p>Xem <a href="/cu/">hướng dẫn</a> tại đây.</p>',
        '<p>Xem <a href="https://moi.example/?a=1&amp;b=2">hướng dẫn</a> tại đây.</p>',
        [
            '~ <p>Xem <span class="restyled"><a href="https://moi.example/?a=1&amp;b=2" '
            'rel="noopener">hướng dẫn</a></span> <span class="diff-note">(liên kết: /cu/ → '
            "https://moi.example/?a=1&amp;b=2)</span> tại đây.</p>"
        ],
    ),
    "link added with its words": (
        "<p>Mời bà con xem trên cổng.</p>",
        '<p>Mời bà con xem <a href="/x/">hướng dẫn</a> trên cổng.</p>',
        [
            '~ <p>Mời bà con xem <ins><a href="/x/" rel="noopener">hướng dẫn</a></ins> '
            '<span class="diff-note">(liên kết đến /x/)</span> trên cổng.</p>'
        ],
    ),
    "heading of another level": (
        "<h2>Kết quả</h2>" + BRIDGE,
        "<h3>Kết quả</h3>" + BRIDGE,
        [
            '~ <p class="diff-heading-3">Kết quả</p> [tiêu đề cấp 2 → tiêu đề cấp 3]',
            f"= {BRIDGE}",
        ],
    ),
    "paragraph turned heading": (
        "<p>Kết quả năm 2022</p>",
        "<h2>Kết quả năm 2022</h2>",
        ['~ <p class="diff-heading-2">Kết quả năm 2022</p> [đoạn văn → tiêu đề cấp 2]'],
    ),
    "centred": (
        "<p>Trân trọng thông báo.</p>",
        '<p class="text-center">Trân trọng thông báo.</p>',
        ['~ <p class="text-center">Trân trọng thông báo.</p> [căn trái → căn giữa]'],
    ),
    "line broken": (
        "<p>Dòng một dòng hai.</p>",
        "<p>Dòng một<br>dòng hai.</p>",
        ["~ <p>Dòng một<ins>↵<br></ins> dòng hai.</p>"],
    ),
    "paragraph added": (
        BRIDGE,
        BRIDGE + MARKET,
        [f"= {BRIDGE}", f"+ <p><ins>{MARKET[3:-4]}</ins></p>"],
    ),
    "paragraph removed": (
        BRIDGE + MARKET + SCHOOL,
        BRIDGE + SCHOOL,
        [f"= {BRIDGE}", f"− <p><del>{MARKET[3:-4]}</del></p>", f"= {SCHOOL}"],
    ),
    "paragraph moved": (
        BRIDGE + MARKET + SCHOOL + "<p>Hết.</p>",
        MARKET + SCHOOL + BRIDGE + "<p>Hết.</p>",
        [
            '← <p class="diff-opening">“Sáng nay, cầu kênh Bảy được đưa vào…”</p>',
            f"= {MARKET}",
            f"= {SCHOOL}",
            f"→ {BRIDGE}",
            "= <p>Hết.</p>",
        ],
    ),
    "paragraph moved and changed": (
        "<p>Chợ trung tâm mở cửa lại từ thứ hai tuần sau nhé.</p>" + BRIDGE + SCHOOL,
        BRIDGE + SCHOOL + "<p>Chợ trung tâm mở cửa lại từ thứ ba tuần sau nhé.</p>",
        [
            '← <p class="diff-opening">“Chợ trung tâm mở cửa lại từ thứ hai…”</p>',
            f"= {BRIDGE}",
            f"= {SCHOOL}",
            "→ <p>Chợ trung tâm mở cửa lại từ thứ <del>hai</del> <ins>ba</ins> tuần sau nhé.</p>",
        ],
    ),
    "table moved and changed": (
        table("<td>Quý một</td><td>120 hộ</td>", "<td>Quý hai</td><td>220 hộ</td>")
        + BRIDGE
        + MARKET,
        BRIDGE
        + MARKET
        + table("<td>Quý một</td><td>120 hộ</td>", "<td>Quý hai</td><td>225 hộ</td>"),
        [
            '← <p class="diff-opening">bảng</p>',
            f"= {BRIDGE}",
            f"= {MARKET}",
            "→ <table><tr><td>Quý một</td><td>120 hộ</td></tr><tr><td>Quý hai</td>"
            '<td class="is-changed"><del>220</del> <ins>225</ins> hộ</td></tr></table>',
        ],
    ),
    "picture moved": (
        f"<p>{image(ONE)}</p>{BRIDGE}{MARKET}",
        f"{BRIDGE}{MARKET}<p>{image(ONE)}</p>",
        [
            '← <p class="diff-opening">“Cầu”</p>',
            f"= {BRIDGE}",
            f"= {MARKET}",
            f'→ <div class="diff-picture">{shown_image(ONE, "Cầu")}</div>',
        ],
    ),
    "everything replaced": (
        BRIDGE + MARKET,
        "<h2>Tuyển dụng</h2><p>Ủy ban cần hai viên chức văn thư.</p>",
        [
            f"− <p><del>{BRIDGE[3:-4]}</del></p>",
            f"− <p><del>{MARKET[3:-4]}</del></p>",
            '+ <p class="diff-heading-2"><ins>Tuyển dụng</ins></p>',
            "+ <p><ins>Ủy ban cần hai viên chức văn thư.</ins></p>",
        ],
    ),
    "item added to a numbered list": (
        "<ol><li>Đơn</li><li>Giấy khai sinh</li></ol>",
        "<ol><li>Đơn</li><li>Ảnh thẻ</li><li>Giấy khai sinh</li></ol>",
        [
            '= <p class="diff-item diff-depth-1"><span class="diff-marker">1.</span> Đơn</p>',
            '+ <p class="diff-item diff-depth-1"><span class="diff-marker">2.</span> '
            "<ins>Ảnh thẻ</ins></p>",
            '= <p class="diff-item diff-depth-1"><span class="diff-marker">3.</span> '
            "Giấy khai sinh</p>",
        ],
    ),
    "bullets turned numbers": (
        "<ul><li>Giấy khai sinh</li></ul>",
        "<ol><li>Giấy khai sinh</li></ol>",
        [
            '~ <p class="diff-item diff-depth-1"><span class="diff-marker">1.</span> '
            "Giấy khai sinh</p> [danh sách → danh sách đánh số]"
        ],
    ),
    "put into a quotation": (
        MARKET,
        f"<blockquote>{MARKET}</blockquote>",
        [f'~ <p class="diff-quote">{MARKET[3:-4]}</p> [văn bản thường → trích dẫn]'],
    ),
    "cell changed": (
        table("<th>Năm</th><th>Hộ</th>", "<td>2022</td><td>340</td>"),
        table("<th>Năm</th><th>Hộ</th>", "<td>2022</td><td>345</td>"),
        [
            "~ <table><tr><th>Năm</th><th>Hộ</th></tr>"
            '<tr><td>2022</td><td class="is-changed"><del>340</del> <ins>345</ins></td></tr>'
            "</table>"
        ],
    ),
    "row added": (
        table("<th>Năm</th><th>Hộ</th>", "<td>2021</td><td>310</td>"),
        table("<th>Năm</th><th>Hộ</th>", "<td>2021</td><td>310</td>", "<td>2022</td><td>345</td>"),
        [
            "~ <table><tr><th>Năm</th><th>Hộ</th></tr><tr><td>2021</td><td>310</td></tr>"
            '<tr class="is-inserted"><td class="is-inserted"><ins>2022</ins></td>'
            '<td class="is-inserted"><ins>345</ins></td></tr></table> [thêm 1 hàng]'
        ],
    ),
    "column removed": (
        table(
            "<th>Năm</th><th>Ghi chú</th><th>Hộ</th>",
            "<td>2021</td><td>tạm tính</td><td>310</td>",
            "<td>2022</td><td>đã chốt</td><td>345</td>",
        ),
        table("<th>Năm</th><th>Hộ</th>", "<td>2021</td><td>310</td>", "<td>2022</td><td>345</td>"),
        [
            '~ <table><tr><th>Năm</th><th class="is-deleted"><del>Ghi chú</del></th>'
            "<th>Hộ</th></tr>"
            '<tr><td>2021</td><td class="is-deleted"><del>tạm tính</del></td><td>310</td></tr>'
            '<tr><td>2022</td><td class="is-deleted"><del>đã chốt</del></td><td>345</td></tr>'
            "</table> [bỏ 1 cột]"
        ],
    ),
    "cells merged": (
        table("<td>Quý một</td><td>và hai</td>", "<td>12</td><td>15</td>"),
        table('<td colspan="2">Quý một và hai</td>', "<td>12</td><td>15</td>"),
        [
            '~ <table><tr><td class="is-changed" colspan="2">Quý một và hai '
            '<span class="diff-note">(gộp từ 2 ô)</span></td></tr>'
            "<tr><td>12</td><td>15</td></tr></table>"
        ],
    ),
    "cell split": (
        table('<td colspan="2">Quý một</td>', "<td>12</td><td>15</td>"),
        table("<td>Quý một</td><td>Quý hai</td>", "<td>12</td><td>15</td>"),
        [
            '~ <table><tr><td class="is-changed">Quý một '
            '<span class="diff-note">(tách ô)</span></td>'
            '<td class="is-inserted"><ins>Quý hai</ins></td></tr>'
            "<tr><td>12</td><td>15</td></tr></table>"
        ],
    ),
    "cells merged downwards": (
        table("<td>Xã Sen</td><td>12</td>", "<td>Xã Sen</td><td>15</td>"),
        table('<td rowspan="2">Xã Sen</td><td>12</td>', "<td>15</td>"),
        [
            '~ <table><tr><td class="is-changed" rowspan="2">Xã Sen <del>Xã Sen</del> '
            '<span class="diff-note">(gộp từ 2 ô)</span></td><td>12</td></tr>'
            "<tr><td>15</td></tr></table>"
        ],
    ),
    "cell turned heading": (
        table("<td>Năm</td><td>Hộ</td>", "<td>2021</td><td>310</td>"),
        table("<th>Năm</th><td>Hộ</td>", "<td>2021</td><td>310</td>"),
        [
            '~ <table><tr><th class="is-changed">Năm '
            '<span class="diff-note">(thành ô tiêu đề)</span></th><td>Hộ</td></tr>'
            "<tr><td>2021</td><td>310</td></tr></table>"
        ],
    ),
    "list turned table": (
        "<ul><li>Đơn đề nghị</li><li>Giấy khai sinh</li></ul>",
        table("<td>Đơn đề nghị</td>", "<td>Giấy khai sinh</td>"),
        [
            '− <p class="diff-item diff-depth-1"><span class="diff-marker">•</span> '
            "<del>Đơn đề nghị</del></p>",
            '− <p class="diff-item diff-depth-1"><span class="diff-marker">•</span> '
            "<del>Giấy khai sinh</del></p>",
            '+ <table><tr class="is-inserted"><td class="is-inserted"><ins>Đơn đề nghị</ins></td>'
            '</tr><tr class="is-inserted"><td class="is-inserted"><ins>Giấy khai sinh</ins></td>'
            "</tr></table>",
        ],
    ),
    "picture swapped": (
        f"<p>{image(ONE)}</p>",
        f"<p>{image(TWO)}</p>",
        [
            f'~ <div class="diff-picture"><del>{shown_image(ONE)}</del>'
            f'<ins>{shown_image(TWO)}</ins><p class="small">Mô tả ảnh: Cầu</p></div> '
            "[thay ảnh khác]"
        ],
    ),
    "picture described anew": (
        f"<p>{image(ONE, 'cầu')}</p>",
        f"<p>{image(ONE, 'cầu kênh Bảy')}</p>",
        [
            f'~ <div class="diff-picture">{shown_image(ONE)}<p class="small">Mô tả ảnh: cầu '
            "<ins>kênh Bảy</ins></p></div>"
        ],
    ),
    "picture removed": (
        BRIDGE + f"<p>{image(ONE)}</p>",
        BRIDGE,
        [
            f"= {BRIDGE}",
            f'− <div class="diff-picture">{shown_image(ONE)}<p class="small">Mô tả ảnh: '
            "<del>Cầu</del></p></div>",
        ],
    ),
    "picture now known by its size": (
        f'<p><img src="/tep/{ONE}/cau.jpg" alt="Cầu"></p>',
        f"<p>{image(ONE)}</p>",
        [f'= <div class="diff-picture">{shown_image(ONE, "Cầu")}</div>'],
    ),
    "caption changed": (
        f'<figure class="image">{image(ONE)}<figcaption>Cầu năm 2021</figcaption></figure>',
        f'<figure class="image">{image(ONE)}<figcaption>Cầu năm 2022</figcaption></figure>',
        [
            f'= <div class="diff-picture">{shown_image(ONE, "Cầu")}</div>',
            '~ <p class="diff-caption">Cầu năm <del>2021</del> <ins>2022</ins></p>',
        ],
    ),
    "picture among words": (
        f"<p>Ảnh {image(ONE)} đây.</p>",
        f"<p>Ảnh {image(TWO)} đây.</p>",
        [
            f"~ <p>Ảnh <del>{shown_image(ONE, 'Cầu')}</del> <ins>{shown_image(TWO, 'Cầu')}</ins> "
            "đây.</p>"
        ],
    ),
    "line between paragraphs": (
        BRIDGE + MARKET,
        f"{BRIDGE}<hr>{MARKET}",
        [f"= {BRIDGE}", "+ <hr>", f"= {MARKET}"],
    ),
    "words that look like tags": (
        "<p>Gõ a &lt; b &amp; c</p>",
        '<p>Gõ a &lt; b &amp; "d"</p>',
        ["~ <p>Gõ a &lt; b &amp; <del>c</del> <ins>&quot;d&quot;</ins></p>"],
    ),
    "text without a paragraph": (
        "Cầu mới",
        "Cầu cũ",
        ["~ <p>Cầu <del>mới</del> <ins>cũ</ins></p>"],
    ),
}
