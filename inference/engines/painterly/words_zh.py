"""The painter's vocabulary in Chinese, which is written without blanks: each word, and its English one."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # Media
    "油画": "oil", "油彩": "oil", "丙烯": "acrylic", "水粉": "gouache", "水彩": "watercolour",
    "色粉": "pastel", "粉彩": "pastel", "粉笔": "pastel", "水墨": "ink", "墨水": "ink", "钢笔": "ink",
    "毛笔": "ink", "铅笔": "pencil", "彩铅": "pencil", "彩色铅笔": "pencil", "蜡笔": "pencil",
    "炭笔": "charcoal", "木炭": "charcoal", "素描": "charcoal", "刮刀": "palette knife",
    "调色刀": "palette knife", "厚涂": "impasto",
    # Time of day
    "黎明": "dawn", "日出": "dawn", "拂晓": "dawn", "朝霞": "dawn", "清晨": "morning", "早晨": "morning",
    "上午": "morning", "正午": "noon", "中午": "noon", "白天": "noon",
    "下午": "afternoon", "午后": "afternoon",
    "黄金时刻": "golden hour", "日落": "sunset", "夕阳": "sunset", "晚霞": "sunset", "傍晚": "sunset",
    "黄昏": "twilight", "暮色": "twilight", "蓝调时刻": "blue hour", "夜晚": "night", "夜景": "night",
    "深夜": "night", "午夜": "night", "月光": "moonlit", "月夜": "moonlit",
    # Light and weather
    "阳光": "sunny", "晴天": "sunny", "晴朗": "sunny", "阴天": "overcast", "多云": "overcast",
    "逆光": "backlit", "烛光": "candlelit", "灯光": "candlelit", "火光": "candlelit", "聚光": "spotlit",
    "明暗对照": "chiaroscuro", "明暗对比": "chiaroscuro", "高调": "high key", "低调": "low key",
    "柔光": "soft light", "柔和": "soft light", "强光": "harsh", "雾": "misty",
    "薄雾": "misty", "朦胧": "misty",
    "雨": "rainy", "下雨": "rainy", "雨天": "rainy", "暴风雨": "stormy", "风暴": "stormy",
    # Seasons
    "春": "spring", "春天": "spring", "春季": "spring", "夏": "summer", "夏天": "summer", "夏季": "summer",
    "秋": "autumn", "秋天": "autumn", "秋季": "autumn", "冬": "winter", "冬天": "winter", "冬季": "winter",
    "雪": "winter", "雪景": "winter",
    # Palette
    "暖色": "warm", "温暖": "warm", "暖": "warm", "冷色": "cool", "清冷": "cool", "冷": "cool",
    "寒冷": "cold", "鲜艳": "vivid", "鲜明": "vivid", "浓烈": "vivid", "多彩": "vivid", "霓虹": "neon",
    "宝石色": "jewel", "灰调": "muted", "淡雅": "muted", "素雅": "muted", "褪色": "faded", "大地色": "earthy",
    "互补色": "complementary", "对比色": "complementary", "单色": "monochrome", "黑白": "monochrome",
    "棕褐色": "sepia", "明亮": "bright", "明快": "bright", "昏暗": "dark", "阴暗": "dark", "暗": "dark",
    "高对比": "contrasty", "强对比": "contrasty",
    # Brushwork
    "大笔触": "broad", "粗笔": "broad", "大胆": "bold", "奔放": "bold", "松动": "loose", "写生": "loose",
    "简约": "simple", "简洁": "simple", "细节": "detailed", "细致": "detailed", "精细": "detailed",
    "细腻": "fine", "细笔": "fine", "微小": "tiny", "平滑": "smooth", "光滑": "smooth", "粗糙": "rough",
    "粗犷": "rough", "长笔触": "long", "短笔触": "short",
    # Moods
    "宁静": "calm", "平静": "calm", "安静": "calm", "戏剧性": "dramatic", "震撼": "dramatic",
    "阴郁": "gloomy", "压抑": "gloomy", "欢快": "cheerful", "快乐": "cheerful", "喜庆": "cheerful",
    "梦幻": "dreamy", "唯美": "dreamy", "忧郁": "melancholy", "忧伤": "melancholy", "神秘": "mysterious",
    "怀旧": "nostalgic", "复古": "nostalgic", "激烈": "fierce", "狂野": "fierce", "温柔": "tender",
    "温馨": "cosy", "孤独": "lonely", "寂寞": "lonely",
    # Schools
    "印象派": "impressionist", "印象主义": "impressionist", "点彩": "pointillist", "点彩派": "pointillist",
    "新印象派": "pointillist", "后印象派": "post-impressionist", "后印象主义": "post-impressionist",
    "野兽派": "fauve", "色调主义": "tonalist", "佐恩": "zorn", "巴洛克": "baroque", "浪漫主义": "romantic",
    "浪漫派": "romantic", "拉斐尔前派": "pre-raphaelite", "青绿": "blue-green", "青绿山水": "blue-green",
    "工笔": "gongbi", "写意": "xieyi", "浮世绘": "ukiyo-e",
    # Colours
    "红": "red", "红色": "red", "橙": "orange", "橙色": "orange", "金色": "golden", "黄": "yellow",
    "黄色": "yellow", "绿": "green", "绿色": "green", "橄榄绿": "olive", "青色": "teal",
    "绿松石": "turquoise",
    "蓝": "blue", "蓝色": "blue", "靛蓝": "indigo", "紫": "purple", "紫色": "purple", "紫罗兰": "violet",
    "粉色": "pink", "粉红": "pink", "深红": "crimson", "绯红": "crimson", "棕色": "brown", "褐色": "brown",
    "赭石": "ochre", "赭色": "ochre", "玫瑰": "rose", "祖母绿": "emerald", "翠绿": "emerald",
    "琥珀": "amber", "薰衣草": "lavender", "珊瑚": "coral", "薄荷": "mint", "铜色": "copper",
    "奶油": "cream", "米色": "cream", "桃色": "peach", "梅子": "plum", "沙色": "sand",
}  # fmt: skip

LONGEST_CHINESE = 5  # characters of a word

# Never reported: particles, measures, and what the painter does anyway.
STOP_CHINESE = frozenset({
    "的", "和", "与", "在", "有", "是", "了", "一", "个", "一个", "一只", "一幅", "一张", "幅", "画", "绘画",
    "风格", "色", "色彩", "色调", "颜色", "调", "画面", "图", "图片", "笔触", "气氛", "氛围", "光", "光线",
    "下", "中", "里", "上", "很", "非常", "风", "派", "时刻", "感",
})  # fmt: skip

# Traditional characters, one for one, so that places in the text stay where they are.
SIMPLIFIED = str.maketrans(
    "畫筆鉛蠟鋼調塗黃藍綠紅橙紫靛褐銅時刻燭燈聚陽陰雲霧風暴鮮艷豔濃烈霓寶石單簡約潔細節膩緻糙獷"
    "長戲劇鬱壓歡樂夢憂傷懷舊復溫馨獨寂後獸義點彩羅馬達青寫繪祖琥淺對強暗雜張個與",
    "画笔铅蜡钢调涂黄蓝绿红橙紫靛褐铜时刻烛灯聚阳阴云雾风暴鲜艳艳浓烈霓宝石单简约洁细节腻致糙犷"
    "长戏剧郁压欢乐梦忧伤怀旧复温馨独寂后兽义点彩罗马达青写绘祖琥浅对强暗杂张个与",
)
