"""Where the demo courier works: cities with their depots, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city, its transit hub and its delivery offices."""

    name: str
    english: str
    district: str
    offices: tuple[str, ...]

    @property
    def hub(self) -> str:
        """The transit hub."""
        return f"{self.name}转运中心"


CITIES = (
    City("上海", "Shanghai", "浦东新区", ("上海张江营业部", "上海徐汇营业部", "上海虹桥营业部")),
    City("北京", "Beijing", "朝阳区", ("北京望京营业部", "北京中关村营业部", "北京亦庄营业部")),
    City("广州", "Guangzhou", "天河区", ("广州天河营业部", "广州番禺营业部")),
    City("深圳", "Shenzhen", "南山区", ("深圳科技园营业部", "深圳宝安营业部")),
    City("杭州", "Hangzhou", "西湖区", ("杭州滨江营业部", "杭州西湖营业部")),
    City("成都", "Chengdu", "武侯区", ("成都高新营业部", "成都武侯营业部")),
    City("武汉", "Wuhan", "洪山区", ("武汉光谷营业部", "武汉江汉营业部")),
    City("西安", "Xi'an", "雁塔区", ("西安雁塔营业部", "西安高新营业部")),
    City("南京", "Nanjing", "鼓楼区", ("南京鼓楼营业部", "南京江宁营业部")),
    City("重庆", "Chongqing", "渝北区", ("重庆渝北营业部", "重庆南岸营业部")),
    City("天津", "Tianjin", "和平区", ("天津和平营业部",)),
    City("苏州", "Suzhou", "工业园区", ("苏州园区营业部",)),
    City("长沙", "Changsha", "岳麓区", ("长沙岳麓营业部",)),
    City("青岛", "Qingdao", "市南区", ("青岛市南营业部",)),
    City("沈阳", "Shenyang", "和平区", ("沈阳和平营业部",)),
    City("厦门", "Xiamen", "思明区", ("厦门思明营业部",)),
)
SHANGHAI, BEIJING, HANGZHOU = CITIES[0], CITIES[1], CITIES[4]
