"""Vietnamese-looking text from a seed: common, middling and rare words, as in real news.

Sentences come from a pool made once, so a million articles are written in minutes; what makes an
article findable by itself (a document number, a name) is added to each.
"""

import random
from itertools import accumulate

_COMMON = """
và của các là có được cho trong với không người những một về này đã ra từ khi năm phường thị xã ủy
ban nhân dân tổ chức thực hiện công tác phát triển kinh tế xã hội địa phương đơn vị cán bộ hoạt
động nâng cao chất lượng đảm bảo an toàn chương trình kế hoạch triển khai hướng dẫn quy định hồ sơ
thủ tục hành chính dịch vụ trực tuyến tiếp nhận giải quyết người dân doanh nghiệp thông tin hội
nghị
"""
_MIDDLING = """
kênh cầu đường lúa sen chợ trường học sinh giáo viên trạm y tế bệnh viện phòng dịch tiêm vắc xin
hội khuyến học bổng thanh niên phụ nữ nông hợp tác xuống giống vụ mùa nước sạch điện lực môi rác
thải cây xanh vỉa hè giao thông xe buýt bến tàu thủy lợi đê bao phòng chống thiên tai bão lũ hạn
mặn bóng chuyền đờn ca tài tử lễ giỗ đình chùa bảo tàng thư viện sách di tích khảo cổ bưu chính
ngân hàng đầu tư ngân sách thu chi thuế đất đai quy hoạch xây dựng cấp phép kiểm tra thanh tra xử
phạt khiếu nại tố cáo tiếp công dân đối thoại bầu cử đại biểu kỳ họp nghị quyết chỉ thị thông tư
biên giới cửa khẩu quân sự tuyển quân công an tổ tự quản camera chuyển đổi số chữ ký định danh mã
QR ví điện tử
"""
SYLLABLES = (
    *("bách", "chiêm", "dĩnh", "đoài", "gianh", "hoắc", "khuê", "lũng", "mường", "nghiêu"),
    *("phùng", "quỳnh", "rạng", "sằm", "thoại", "trạch", "uyển", "vịnh", "xuyến", "yên"),
    *("ngãi", "thuấn", "diễm", "khoái", "luân", "trịnh", "tuệ", "hạc", "vỹ", "sậy"),
)
POOL = 12_000
TITLE_WORDS = 9


class Writer:
    """Writes titles, names and bodies; the same seed, the same text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 -- text, not secrets
        rare = [f"{one} {two}" for one in SYLLABLES for two in SYLLABLES]
        self._words = [*_COMMON.split(), *_MIDDLING.split(), *rare]
        # Zipf's law: the word of rank r comes with a frequency of about 1/r.
        self._weights = list(accumulate(1 / rank for rank in range(3, len(self._words) + 3)))
        self._pool = [self.sentence() for _ in range(POOL)]

    def sentence(self) -> str:
        """Return a sentence of 12 to 28 words."""
        words = self._pick(self.random.randint(12, 28))
        return f"{' '.join(words).capitalize()}."

    def title(self, number: int) -> str:
        """Return a title; ``number`` makes it one of a kind."""
        return f"{' '.join(self._pick(TITLE_WORDS)).capitalize()} {number}"

    def body(self, size: int, number: int) -> list[str]:
        """Return paragraphs of about ``size`` bytes in all; the first bears a document number."""
        paragraphs = [f"Công văn số {number}/UBND-BT. {self.random.choice(self._pool)}"]
        length = 0
        while length < size:
            paragraph = " ".join(self.random.choices(self._pool, k=4))
            paragraphs.append(paragraph)
            length += len(paragraph.encode())
        return paragraphs

    def _pick(self, count: int) -> list[str]:
        return self.random.choices(self._words, cum_weights=self._weights, k=count)
